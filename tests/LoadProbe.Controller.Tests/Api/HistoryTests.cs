using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.Controller.Tests;

/// <summary>What the API tells of a probe's past.</summary>
public sealed class HistoryTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 30, 30, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Now);
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync(new AccessOptions(), time: _time);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Hours_minutes_and_what_is_not_rolled_up_yet_are_each_counted_once()
    {
        for (int minute = 0; minute < 300; minute++) Add(Now.AddMinutes(-minute), minute % 10 == 0 ? Outcome.ConnectRefused : Outcome.Ok);
        await StoredAsync();
        await _server.Controller.Store.TidyAsync(Token);
        Add(Now.AddSeconds(-1), Outcome.StatusMismatch);
        await StoredAsync();

        foreach (string step in (string[])["1m", "10m", "1h", "1d"])
        {
            JsonElement history = await GetAsync($"/api/probes/login/history?from=2026-03-02T00:00:00Z&step={step}");
            JsonElement total = history.GetProperty("total");
            Assert.Equal((301, 270, 31), (total.GetProperty("count").GetInt32(), total.GetProperty("passed").GetInt32(), total.GetProperty("failed").GetInt32()));
            Assert.Equal((30, 1), (total.GetProperty("outcomes").GetProperty("connect_refused").GetInt32(), total.GetProperty("outcomes").GetProperty("status_mismatch").GetInt32()));
            Assert.Equal(301, history.GetProperty("steps").EnumerateArray().Sum(s => s.GetProperty("count").GetInt32()));
            Assert.InRange(total.GetProperty("duration").GetProperty("p95").GetDouble(), 0.0199, 0.0201);
        }
    }

    [Fact]
    public async Task Availability_is_by_run_and_by_the_time_in_which_enough_agents_agreed()
    {
        DateTimeOffset minute = Now.AddMinutes(-5).AddSeconds(-30);
        Add(minute, Outcome.Ok);
        Add(minute, Outcome.ConnectRefused, "mobile-1");
        Add(minute.AddSeconds(1), Outcome.BrowserFailed);
        await StoredAsync();
        await _server.Controller.Store.Standings.SaveAsync(3, [new StandingTime("login", RollUpWidth.Minute, minute, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(45), TimeSpan.FromSeconds(10))], Token);
        await _server.Controller.Store.TidyAsync(Token);

        JsonElement history = await GetAsync("/api/probes/login/history?from=1h&step=1m");
        JsonElement step = Assert.Single(history.GetProperty("steps").EnumerateArray());
        Assert.Equal((0.5, 0.9), (step.GetProperty("availability").GetProperty("run").GetDouble(), step.GetProperty("availability").GetProperty("time").GetDouble()));
        Assert.Equal((45, 10, 1), (step.GetProperty("degraded_seconds").GetInt32(), step.GetProperty("maintenance_seconds").GetInt32(), step.GetProperty("invalid").GetInt32()));
        Assert.Equal(["mobile-1", "telecom-1"], history.GetProperty("agents").EnumerateArray().Select(a => a.GetProperty("agent").GetString()));

        JsonElement one = await GetAsync("/api/probes/login/history?from=1h&step=1m&agent=mobile-1");
        Assert.Equal(1, one.GetProperty("total").GetProperty("count").GetInt32());
        Assert.False(one.GetProperty("total").GetProperty("availability").TryGetProperty("time", out _));
    }

    [Fact]
    public async Task Of_a_time_without_runs_nothing_is_made_up()
    {
        JsonElement history = await GetAsync("/api/probes/login/history?from=7d");
        Assert.Empty(history.GetProperty("steps").EnumerateArray());
        Assert.False(history.GetProperty("total").TryGetProperty("duration", out _));
        Assert.Empty(history.GetProperty("total").GetProperty("availability").EnumerateObject());
    }

    [Theory]
    [InlineData("history?from=yesterday", "from=yesterday is not an instant")]
    [InlineData("history?to=2026-13-01", "to=2026-13-01 is not an instant")]
    [InlineData("history?from=1h&to=2h", "is not before to=")]
    [InlineData("history?step=90s", "step=90s is not of whole minutes")]
    [InlineData("history?from=30d&step=1m", "are more than 2000 steps")]
    [InlineData("results?before=7", "before=7 is no result of login")]
    [InlineData("results?from=x", "from=x is not an instant")]
    [InlineData("export?format=xml", "format=xml is none of csv, json and jsonl")]
    [InlineData("export?format=7", "format=7 is none of csv, json and jsonl")]
    public async Task What_cannot_be_answered_is_400_and_says_what_would_be_right(string path, string why)
    {
        using HttpResponseMessage answer = await _server.SendAsync(HttpMethod.Get, $"/api/probes/login/{path}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(why, (await _server.JsonAsync(HttpMethod.Get, $"/api/probes/login/{path}")).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Results_are_told_by_the_page_each_once_and_as_few_as_are_asked_for()
    {
        // Of the same instant too.
        for (int i = 0; i < 25; i++) Add(Now.AddSeconds(-(i / 2)), i % 5 == 0 ? Outcome.ConnectRefused : Outcome.Ok, i % 2 == 0 ? "telecom-1" : "mobile-1");
        await StoredAsync();

        var seen = new List<string>();
        string? next = "/api/probes/login/results?count=7&from=2026-03-02T00:00:00Z";
        while (next is not null)
        {
            using HttpResponseMessage answer = await _server.SendAsync(HttpMethod.Get, next);
            using JsonDocument page = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));
            seen.AddRange(page.RootElement.EnumerateArray().Select(r => r.GetProperty("id").GetString()!));
            next = answer.Headers.TryGetValues("Link", out IEnumerable<string>? links) ? links.Single().Split('<', '>')[1] : null;
        }

        Assert.Equal(25, seen.Distinct().Count());
        Assert.Equal(25, seen.Count);
        Assert.Equal(5, (await GetAsync("/api/probes/login/results?verdict=fail")).GetArrayLength());
        Assert.Equal(12, (await GetAsync("/api/probes/login/results?agent=mobile-1")).GetArrayLength());
        Assert.Equal(5, (await GetAsync("/api/probes/login/results?outcome=connect_refused&agent=telecom-1")).GetArrayLength() + (await GetAsync("/api/probes/login/results?outcome=connect_refused&agent=mobile-1")).GetArrayLength());
        Assert.Equal(3, (await GetAsync("/api/probes/login/results?to=2026-03-02T09:30:20Z")).GetArrayLength());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private void Add(DateTimeOffset at, Outcome outcome, string agent = "telecom-1") => Assert.True(_server.Controller.Store.TryAdd(Judged.Run(agent, at, outcome)));

    private Task StoredAsync() => _server.Controller.Store.FlushAsync(Token);

    private Task<JsonElement> GetAsync(string path) => _server.JsonAsync(HttpMethod.Get, path);
}
