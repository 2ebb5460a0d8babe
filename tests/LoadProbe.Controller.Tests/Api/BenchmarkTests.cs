using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.Controller.Tests;

/// <summary>One's own probe beside those of rivals, over the API.</summary>
public sealed class BenchmarkTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 30, 30, TimeSpan.Zero);

    private ApiServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync(new AccessOptions(), time: new FakeTimeProvider(Now));
        _server.Controller.Apply([Probe("ours", "shop"), Probe("rival", "market"), Probe("other", "bank"), Judged.Probe()]);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Groups_are_listed_with_their_probes()
    {
        JsonElement group = Assert.Single((await GetAsync("/api/benchmarks")).EnumerateArray());
        Assert.Equal("quotes", group.GetProperty("name").GetString());
        Assert.Equal(["ours shop", "rival market", "other bank"], group.GetProperty("probes").EnumerateArray().Select(p => $"{p.GetProperty("probe").GetString()} {p.GetProperty("target").GetString()}"));
    }

    [Fact]
    public async Task Who_is_fastest_and_how_far_the_others_are_behind_is_told_step_by_step()
    {
        // In four steps ours takes 100 ms; the rival 80, 80, 80 and 300; the other twice as long as ours.
        int[] rival = [80, 80, 80, 300];
        for (int i = 0; i < rival.Length; i++)
        {
            Add("ours", "shop", i, 100);
            Add("rival", "market", i, rival[i]);
            Add("other", "bank", i, 200);
        }

        Dictionary<string, JsonElement> members = await MembersAsync(compared: 4);
        Assert.Equal((1, 3, 0), (Fastest(members["ours"]), Fastest(members["rival"]), Fastest(members["other"])));
        Assert.Equal(1.25, members["ours"].GetProperty("behind").GetDouble(), 0.005);
        Assert.Equal(1, members["rival"].GetProperty("behind").GetDouble(), 0.005);
        Assert.Equal(2.5, members["other"].GetProperty("behind").GetDouble(), 0.005);
        Assert.Equal(4, members["ours"].GetProperty("total").GetProperty("count").GetInt32());
        Assert.Equal("telecom-1", Assert.Single(members["ours"].GetProperty("agents").EnumerateArray()).GetProperty("agent").GetString());
    }

    [Fact]
    public async Task A_step_in_which_one_failed_or_is_missing_is_compared_for_nobody()
    {
        for (int i = 0; i < 3; i++)
        {
            Add("ours", "shop", i, 100);
            // Who refuses at once is not fast.
            Add("rival", "market", i, i == 1 ? 1 : 80, i == 1 ? Outcome.ConnectRefused : Outcome.Ok);
            if (i > 0) Add("other", "bank", i, 200);
        }

        Dictionary<string, JsonElement> members = await MembersAsync(compared: 1);
        Assert.Equal((0, 1, 0), (Fastest(members["ours"]), Fastest(members["rival"]), Fastest(members["other"])));
        Assert.Equal(3, members["rival"].GetProperty("steps").GetArrayLength());
    }

    [Fact]
    public async Task Of_a_time_without_runs_nothing_is_made_up()
    {
        foreach (JsonElement member in (await MembersAsync(compared: 0)).Values)
        {
            Assert.False(member.TryGetProperty("behind", out _));
            Assert.Equal(0, Fastest(member));
        }
    }

    [Fact]
    public async Task An_unknown_group_is_404_and_an_unreadable_time_400()
    {
        foreach ((string path, HttpStatusCode status, string why) in new[]
        {
            ("/api/benchmarks/nosuch", HttpStatusCode.NotFound, "no probe is in a benchmark group nosuch"),
            ("/api/benchmarks/quotes?from=yesterday", HttpStatusCode.BadRequest, "from=yesterday is not an instant"),
        })
        {
            using HttpResponseMessage answer = await _server.SendAsync(HttpMethod.Get, path);
            Assert.Equal(status, answer.StatusCode);
            Assert.Contains(why, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Probe Probe(string name, string target)
    {
        Probe probe = Judged.Probe();
        return probe with { Benchmark = "quotes", Journey = probe.Journey with { Name = name, Target = new Target { Name = target, Address = new Uri($"http://{target}.example/") } } };
    }

    private static int Fastest(JsonElement member) => member.GetProperty("fastest_steps").GetInt32();

    private void Add(string probe, string target, int step, int took, Outcome outcome = Outcome.Ok) =>
        Assert.True(_server.Controller.Store.TryAdd(Judged.Run("telecom-1", Now.AddMinutes(-10 + step), outcome, took) with { Probe = probe, Target = target }));

    private async Task<Dictionary<string, JsonElement>> MembersAsync(int compared)
    {
        await _server.Controller.Store.FlushAsync(Token);
        await _server.Controller.Store.TidyAsync(Token);
        JsonElement comparison = await GetAsync("/api/benchmarks/quotes?from=1h&step=1m");
        Assert.Equal(compared, comparison.GetProperty("compared_steps").GetInt32());
        return comparison.GetProperty("members").EnumerateArray().ToDictionary(m => m.GetProperty("probe").GetString()!);
    }

    private Task<JsonElement> GetAsync(string path) => _server.JsonAsync(HttpMethod.Get, path);
}
