namespace LoadProbe.Core.Tests;

/// <summary>An agent stops by its own figures, where they are enough to speak of all agents.</summary>
public class ReflexTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 40)];

    [Fact]
    public void It_stops_by_what_its_own_figures_break_and_says_what()
    {
        Reflex reflex = Of("response p99 < 300ms over 5s, else abort")!;
        ImaginedLoad load = Hanging(from: 3.5);

        Assert.All([1, 2, 3], second => Assert.False(reflex.Breaks(load.Second(second).Single()), $"in second {second}"));
        Assert.Null(reflex.Stop);
        // The window is not full before.
        Assert.False(reflex.Breaks(load.Second(4).Single()));
        Assert.True(reflex.Breaks(load.Second(5).Single()));
        Assert.Equal("threshold", reflex.Stop!.By);
        Assert.StartsWith("response p99 < 300ms over 5s, else abort: 1.4", reflex.Stop.Reason, StringComparison.Ordinal);
        Assert.False(reflex.Breaks(load.Second(6).Single()), "it breaks once");
    }

    [Fact]
    public void A_guard_is_told_from_a_threshold()
    {
        var reflex = Reflex.Of(Scenario() with { Guards = [Guard.Parse("response max < 300ms over 1s", out _)!] })!;
        ImaginedLoad load = Hanging(from: 0.5);

        Assert.True(reflex.Breaks(load.Second(1).Single()));
        Assert.Equal("guard", reflex.Stop!.By);
    }

    [Fact]
    public void Of_fewer_than_a_hundred_values_it_makes_nothing()
    {
        ImaginedLoad few = new(), enough = new();
        for (int i = 0; i < 99; i++) few.Add(0.2, 0.5, fails: true);
        for (int i = 0; i < 100; i++) enough.Add(0.2, 0.5, fails: true);

        Assert.All((string[])["errors < 5% over 1s, else abort", "response p99 < 300ms over 1s, else abort", "response mean < 300ms over 1s, else abort"], text =>
        {
            Assert.False(Of(text)!.Breaks(few.Second(1).Single()), text);
            Assert.True(Of(text)!.Breaks(enough.Second(1).Single()), text);
        });
    }

    [Fact]
    public void One_value_is_enough_for_the_longest_and_for_a_sum_that_must_be_low()
    {
        var load = new ImaginedLoad();
        load.Add(0.1, 30);

        Assert.All((string[])["response max < 300ms over 1s, else abort", "oldest < 300ms over 1s, else abort", "in_flight < 1 over 1s, else abort"], text => Assert.True(Of(text)!.Breaks(load.Second(1).Single()), text));
    }

    [Theory]
    [InlineData("rate > 1000/s over 1s, else abort")]
    [InlineData("in_flight > 1000 over 1s, else abort")]
    [InlineData("oldest > 1h over 1s, else abort")]
    public void Of_a_sum_over_all_agents_that_must_be_high_it_makes_nothing(string text)
    {
        var load = new ImaginedLoad();
        for (int i = 0; i < 500; i++) load.Add(0.2, 0.5);

        Assert.False(Of(text)!.Breaks(load.Second(1).Single()));
    }

    [Theory]
    [InlineData("errors < 5% over 1s")]
    [InlineData("errors < 5% over 1s, else warn")]
    public void What_stops_no_run_stops_no_agent(string text) => Assert.Null(Of(text));

    [Fact]
    public void A_search_is_stopped_by_its_guards_only()
    {
        Scenario search = Scenario() with { Load = [new FindCapacity(10, 100, 2, TimeSpan.FromSeconds(5), 0.05, 1, TimeSpan.Zero)] };

        Assert.Null(Reflex.Of(search with { Thresholds = [Threshold.Parse("errors < 5% over 1s, else abort", out _)!] }));
        Assert.NotNull(Reflex.Of(search with { Guards = [Guard.Parse("errors < 5% over 1s", out _)!] }));
    }

    /// <summary>The sum is at least as high as its part, and the longest of all as the longest of some.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_breaks_for_one_agent_by_a_sum_or_the_longest_is_broken_for_all_of_them(int seed)
    {
        var random = new Random(seed);
        var load = new ImaginedLoad(agents: 3);
        for (int i = 0; i < 600; i++) load.Add(random.NextDouble() * 10, random.NextDouble() < 0.05 ? random.NextDouble() * 20 : 0.01);
        foreach (string text in (string[])["in_flight < 5 over 2s, else abort", "oldest < 2s over 1s, else abort", "response max < 3s over 3s, else abort"])
        {
            Reflex[] agents = [Of(text)!, Of(text)!, Of(text)!];
            int? first = null;
            for (int second = 1; second <= 10 && first is null; second++)
            {
                if (load.Second(second).Zip(agents, (told, reflex) => reflex.Breaks(told)).ToArray().Contains(true)) first = second;
            }

            if (first is { } broken) Assert.InRange(load.Breaks(text, 10) ?? int.MaxValue, 1, broken);
        }
    }

    private static ImaginedLoad Hanging(double from)
    {
        var load = new ImaginedLoad();
        for (int i = 0; i < 2_000; i++) load.Add((i + 0.5) / 200, (i + 0.5) / 200 > from ? double.PositiveInfinity : 0.001);
        return load;
    }

    private static Reflex? Of(string text) => Reflex.Of(Scenario() with { Thresholds = [Threshold.Parse(text, out string? fault) ?? throw new ArgumentException(fault)] });

    private static Scenario Scenario() => new() { Name = "press", At = default, Target = new Target { Name = "t", Address = new Uri("http://127.0.0.1"), Class = EnvironmentClass.Test }, Load = [new Inject(1, TimeSpan.FromSeconds(1))] };
}
