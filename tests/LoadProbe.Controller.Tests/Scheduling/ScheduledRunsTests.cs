using System.Collections.Concurrent;
using System.Globalization;
using LoadProbe.Link;
using LoadProbe.Metrics;
using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.Controller.Tests;

/// <summary>What becomes of a scenario that is due: started once, refused, or missed.</summary>
public sealed class ScheduledRunsTests : IAsyncLifetime
{
    private static readonly RunSchedule Nightly = new([], null, new TimeOnly(22, 0), TimeZoneInfo.Utc);
    private static readonly DateTimeOffset Due = At("2026-03-27T22:00:00Z");

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("scheduled-").FullName;
    private readonly InProcessLink _link = new();
    private readonly FakeTimeProvider _time = new(At("2026-03-27T09:30:00Z"));
    private readonly ConcurrentQueue<string> _told = new();
    private readonly MetricsBook _metrics = new("test");
    private Controller _controller = null!;
    private ScheduledRuns _runs = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _controller = new Controller(await SqliteStore.OpenAsync(Path.Combine(_folder, "store.db"), _time), _metrics, _time) { Scenarios = [Press(Nightly)] };
        _controller.Lead(_link, 1);
        _runs = new ScheduledRuns(_controller, _told.Enqueue, _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _time.WhileAsync(_controller.DisposeAsync().AsTask());
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_new_schedule_begins_now_and_what_was_due_before_is_nothing_to_it()
    {
        Assert.Equal([("press", Due)], await _runs.NextAsync(Token));
        await _runs.SettleAsync("press", Token);

        Assert.Null(Assert.Single(await _controller.Store.Schedules.ReadAsync(Token)).Last);
        Assert.Empty(_told);
    }

    [Fact]
    public async Task When_it_is_due_a_run_is_started_once_and_the_next_time_is_the_next_day()
    {
        ScriptedAgent agent = await JoinAsync();
        await _runs.NextAsync(Token);
        _time.SetUtcNow(Due.AddSeconds(2));
        await _runs.SettleAsync("press", Token);
        await _runs.SettleAsync("press", Token);

        await agent.ReadyAsync().WaitAsync(Patience, TimeProvider.System, Token);
        LastDue last = await LastAsync();
        Assert.Equal(new LastDue(Due, DueOutcome.Started, agent.Run), last);
        Assert.Equal($"schedule: press was due at 2026-03-27T22:00:00.000000Z: started, run {agent.Run}", Assert.Single(_told));
        Assert.Equal([("press", Due.AddDays(1))], await _runs.NextAsync(Token));
        Assert.Equal((1, 0, 0), await CountedAsync());
    }

    [Fact]
    public async Task Without_an_agent_it_is_refused()
    {
        await _runs.NextAsync(Token);
        await RefusedAsync("no agent has joined");
    }

    [Fact]
    public async Task While_the_lever_is_pulled_it_is_refused_also_when_that_was_at_another_controller()
    {
        await JoinAsync();
        await _runs.NextAsync(Token);
        await using IStore other = await SqliteStore.OpenAsync(Path.Combine(_folder, "store.db"), _time);
        await other.Lever.PullAsync(new LeverPull(_time.GetUtcNow(), "Ada", "customers complain"), Token);
        await RefusedAsync("the safety lever is pulled, by Ada");
    }

    [Fact]
    public async Task Production_and_times_outside_the_window_are_refused()
    {
        await JoinAsync();
        await _runs.NextAsync(Token);
        _controller.Scenarios = [Press(Nightly, EnvironmentClass.Prod)];
        await RefusedAsync("is production");
        _controller.Scenarios = [Press(Nightly) with { Window = new RunWindow([], new TimeOnly(8, 0), new TimeOnly(9, 0), TimeZoneInfo.Utc) }];
        await RefusedAsync("outside the window", Due.AddDays(1));
    }

    [Fact]
    public async Task While_another_run_is_under_way_it_is_refused()
    {
        await JoinAsync();
        await _runs.NextAsync(Token);
        _time.SetUtcNow(Due);
        Assert.Null(await _controller.StartedAsync("press"));
        await RefusedAsync("a run is under way");
    }

    [Fact]
    public async Task More_than_a_minute_late_it_is_missed_and_never_started()
    {
        await JoinAsync();
        await _runs.NextAsync(Token);
        _time.SetUtcNow(Due.AddSeconds(90));
        await _runs.SettleAsync("press", Token);

        Assert.Equal(new LastDue(Due, DueOutcome.Missed, "nobody led at that time, and 90s late nothing is started"), await LastAsync());
        Assert.Null(_controller.Live.Id);
        Assert.Equal([("press", Due.AddDays(1))], await _runs.NextAsync(Token));
        Assert.Equal((0, 0, 1), await CountedAsync());
    }

    [Fact]
    public async Task After_days_without_a_leader_all_that_was_missed_is_said_and_counted_and_what_is_due_now_is_started()
    {
        ScriptedAgent agent = await JoinAsync();
        await _runs.NextAsync(Token);
        _time.SetUtcNow(Due.AddDays(3).AddSeconds(10));
        await _runs.SettleAsync("press", Token);
        await agent.ReadyAsync().WaitAsync(Patience, TimeProvider.System, Token);

        Assert.Equal(["schedule: press was due 3 times, first at 2026-03-27T22:00:00.000000Z: missed, as nobody led", $"schedule: press was due at 2026-03-30T22:00:00.000000Z: started, run {agent.Run}"], _told);
        Assert.Equal((1, 0, 3), await CountedAsync());
    }

    [Fact]
    public async Task A_time_that_clocks_pass_over_is_not_run_and_said()
    {
        _controller.Scenarios = [Press(new RunSchedule([], null, new TimeOnly(2, 30), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")))];
        await JoinAsync();
        _time.SetUtcNow(At("2026-03-28T12:00:00Z"));
        Assert.Equal([("press", At("2026-03-29T01:30:00Z"))], await _runs.NextAsync(Token));
        await RefusedAsync("02:30 does not exist on 2026-03-29 in Europe/Berlin: clocks pass over it", At("2026-03-29T01:30:00Z"));
        Assert.Equal([("press", At("2026-03-30T00:30:00Z"))], await _runs.NextAsync(Token));
    }

    [Fact]
    public async Task Another_schedule_and_one_that_was_gone_begin_anew()
    {
        await _runs.NextAsync(Token);
        _time.SetUtcNow(Due.AddHours(1));
        _controller.Scenarios = [Press(Nightly with { At = new TimeOnly(22, 30) })];
        Assert.Equal([("press", Due.AddDays(1).AddMinutes(30))], await _runs.NextAsync(Token));

        _controller.Scenarios = [];
        Assert.Empty(await _runs.NextAsync(Token));
        Assert.Empty(await _controller.Store.Schedules.ReadAsync(Token));
        _time.SetUtcNow(Due.AddDays(2).AddHours(1));
        _controller.Scenarios = [Press(Nightly)];
        Assert.Equal([("press", Due.AddDays(3))], await _runs.NextAsync(Token));
    }

    [Fact]
    public async Task On_one_date_it_is_due_once()
    {
        _controller.Scenarios = [Press(Nightly with { On = new DateOnly(2026, 3, 27) })];
        Assert.Equal([("press", Due)], await _runs.NextAsync(Token));
        await RefusedAsync("no agent has joined");

        Assert.Empty(await _runs.NextAsync(Token));
        Assert.Equal(DueOutcome.Refused, (await LastAsync()).Outcome);
    }

    [Fact]
    public async Task Who_leads_next_knows_what_became_of_it_and_what_was_due_while_nobody_led()
    {
        await _runs.NextAsync(Token);
        await RefusedAsync("no agent has joined");
        _time.SetUtcNow(Due.AddDays(1).AddMinutes(5));
        await using var next = new Controller(await SqliteStore.OpenAsync(Path.Combine(_folder, "store.db"), _time), new MetricsBook("test"), _time) { Scenarios = [Press(Nightly)] };
        next.Lead(new InProcessLink(), 2);
        var runs = new ScheduledRuns(next, _told.Enqueue, _time);

        Assert.Equal(Due, Assert.Single(await next.Store.Schedules.ReadAsync(Token)).Last!.At);
        Assert.Equal([("press", Due.AddDays(1))], await runs.NextAsync(Token));
        await runs.SettleAsync("press", Token);
        Assert.Equal((Due.AddDays(1), DueOutcome.Missed), ((await LastAsync()).At, (await LastAsync()).Outcome));
    }

    private static Scenario Press(RunSchedule schedule, EnvironmentClass of = EnvironmentClass.Test) =>
        Controlled.Scenario() with { Schedule = schedule, Target = new Target { Name = "shop", Address = new Uri("http://127.0.0.1:9/"), Class = of } };

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private async Task RefusedAsync(string why, DateTimeOffset? due = null)
    {
        _time.SetUtcNow((due ?? Due).AddSeconds(1));
        await _runs.SettleAsync("press", Token);
        LastDue last = await LastAsync();
        Assert.Equal((due ?? Due, DueOutcome.Refused), (last.At, last.Outcome));
        Assert.Contains(why, last.Detail);
        Assert.Contains($": refused, {last.Detail}", _told.Last());
    }

    private async Task<LastDue> LastAsync() => Assert.Single(await _controller.Store.Schedules.ReadAsync(Token)).Last!;

    private async Task<ScriptedAgent> JoinAsync()
    {
        var agent = new ScriptedAgent(_link);
        await agent.SayAsync(new AgentJoined(new AgentIdentity("agent-1", new Dictionary<string, string>(), [])));
        await _controller.AgentJoinedAsync(Token);
        return agent;
    }

    private async Task<(int Started, int Refused, int Missed)> CountedAsync()
    {
        using var stream = new MemoryStream();
        await _metrics.WriteAsync(stream, Token);
        string[] lines = System.Text.Encoding.UTF8.GetString(stream.ToArray()).Split('\n');
        int[] counted = [.. new[] { "started", "refused", "missed" }.Select(o => int.Parse(lines.Single(l => l.StartsWith($"loadprobe_controller_scheduled_runs_total{{outcome=\"{o}\"}} ", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture))];
        return (counted[0], counted[1], counted[2]);
    }
}
