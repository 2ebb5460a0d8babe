using System.Globalization;
using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.Core.Tests;

public class GeneratedTests
{
    // 01:30 on the 2nd in Shanghai.
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 17, 30, 0, TimeSpan.Zero));

    public static TheoryData<Generated> Seeded =>
    [
        new GeneratedUuid("id", 7), new GeneratedNumber("amount", 7, 1, 1, 1_000_000), new GeneratedWord("side", 7, [.. Enumerable.Range(0, 1_000).Select(i => $"{i}")]),
        new GeneratedDate("day", 7) { FromToday = true, First = 0, Last = 9_999, Unit = TimeSpan.FromDays(1), Format = "yyyy-MM-dd" },
    ];

    [Theory]
    [MemberData(nameof(Seeded))]
    public void With_a_seed_an_arrival_gets_the_same_value_each_time_and_others_get_others(Generated value)
    {
        string[] values = Values(value, 200);
        Assert.Equal(values, Values(value, 200));
        Assert.InRange(values.Distinct().Count(), 150, 200);
        Assert.NotEqual(values, Values(value with { Seed = 8 }, 200));
        Assert.NotEqual(values, Values(value with { Name = "other" }, 200));
    }

    [Fact]
    public void Without_a_seed_each_run_differs_from_the_same_run_before() => Assert.NotEqual(Values(new GeneratedUuid("id", null), 5), Values(new GeneratedUuid("id", null), 5));

    [Fact]
    public void A_UUID_is_of_version_4_and_never_twice_the_same()
    {
        string[] ids = Values(new GeneratedUuid("id", 1), 20_000);
        Assert.Equal(20_000, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", id));
    }

    [Fact]
    public void A_number_is_from_the_first_to_the_last_with_the_decimals_of_its_step()
    {
        Assert.Equal(["1", "2", "3"], Values(new GeneratedNumber("n", 1, 1, 1, 3), 100).Distinct().Order());
        Assert.Equal(["-0.05", "0.00", "0.05"], Values(new GeneratedNumber("n", 1, -0.05m, 0.05m, 3), 100).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Today_is_where_the_zone_says()
    {
        var day = new GeneratedDate("day", 1) { FromToday = true, First = 0, Last = 0, Unit = TimeSpan.FromDays(1), Format = "yyyy-MM-dd" };
        Assert.Equal("2026-03-01", Values(day, 1)[0]);
        Assert.Equal("2026-03-02", Values(day with { Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai") }, 1)[0]);
    }

    [Fact]
    public void A_day_is_a_day_also_where_clocks_change()
    {
        // On 29 March 2026 the day has 23 hours in Berlin.
        var day = new GeneratedDate("day", 1) { FromToday = true, First = 29, Last = 29, Unit = TimeSpan.FromDays(1), Format = "yyyy-MM-dd HH:mm zzz", Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") };
        Assert.Equal("2026-03-30 00:00 +02:00", Values(day, 1)[0]);
    }

    [Fact]
    public void Instants_are_within_their_bounds()
    {
        var instant = new GeneratedDate("at", 1) { FromToday = false, First = -60, Last = 0, Unit = TimeSpan.FromSeconds(1), Format = "O" };
        DateTimeOffset[] instants = [.. Values(instant, 2_000).Select(v => DateTimeOffset.Parse(v, CultureInfo.InvariantCulture))];
        Assert.Equal((_time.GetUtcNow().AddSeconds(-60), _time.GetUtcNow()), (instants.Min(), instants.Max()));
    }

    private string[] Values(Generated value, int runs)
    {
        var journey = new Journey { Name = "j", Target = new Target { Name = "t", Address = new Uri("http://127.0.0.1") }, Steps = [], Variables = new Dictionary<string, IStartValue> { ["v"] = value } };
        return [.. Enumerable.Range(0, runs).Select(n => Variables.For(journey, n, new NoSecrets(), _time)["v"])];
    }
}

internal sealed class NoSecrets : ISecretStore
{
    public string? Read(SecretReference reference) => null;
}
