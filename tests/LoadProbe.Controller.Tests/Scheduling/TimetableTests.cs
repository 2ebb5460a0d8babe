using System.Collections.Concurrent;
using LoadProbe.Link;
using LoadProbe.Metrics;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace LoadProbe.Controller.Tests;

/// <summary>Quartz below it, with real clocks: scenarios that are due in a few seconds, and the housekeeping.</summary>
public sealed class TimetableTests(SharedPostgres shared) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("timetable-").FullName;
    private readonly List<Leader> _leaders = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (Leader leader in _leaders) await leader.Controller.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_scenario_is_started_when_it_is_due_once(bool server)
    {
        Leader leader = await LeadAsync(server ? await shared.ConnectionAsync() : null);
        DateTimeOffset due = Apply(TimeSpan.FromSeconds(5), leader);
        await leader.ReadyAsync();

        Assert.True(TimeProvider.System.GetUtcNow() >= due);
        await UntilAsync(async () => await leader.LastAsync() is { Outcome: DueOutcome.Started }, "what became of it is kept");
        Assert.Equal(due, (await leader.LastAsync())!.At);
        Assert.Equal(leader.Agent.Run, (await leader.LastAsync())!.Detail);
        Assert.Single(leader.Told, t => t.Contains("was due at"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_scenario_that_is_gone_is_not_started_and_one_that_comes_later_is(bool server)
    {
        Leader leader = await LeadAsync(server ? await shared.ConnectionAsync() : null);
        Apply(TimeSpan.FromSeconds(6), leader);
        await UntilAsync(async () => (await leader.Controller.Store.Schedules.ReadAsync(Token)).Count == 1, "the schedule is known");
        DateTimeOffset due = NextWhole(TimeSpan.FromSeconds(8));
        leader.Controller.Scenarios = [Press(due) with { Name = "other" }];
        await leader.ReadyAsync();

        Assert.Contains("\"scenario\":\"other\"", leader.Controller.Live.Summary);
        await UntilAsync(() => Task.FromResult(!leader.Told.IsEmpty), "it is said");
        Assert.Contains("other was due", Assert.Single(leader.Told, t => t.Contains("was due")));
    }

    [Fact]
    public async Task Two_that_both_believe_that_they_lead_start_what_is_due_once()
    {
        string connection = await shared.ConnectionAsync();
        Leader one = await LeadAsync(connection), other = await LeadAsync(connection);
        Apply(TimeSpan.FromSeconds(6), one, other);
        Task<Task> first = Task.WhenAny(one.Agent.ReadyAsync(), other.Agent.ReadyAsync());
        await (await first.WaitAsync(Patience, TimeProvider.System, Token));
        // The other's clock has passed it too, and looked again.
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, Token);

        await UntilAsync(() => Task.FromResult(one.Told.Concat(other.Told).Any()), "it is said");
        Assert.Single(one.Told.Concat(other.Told), t => t.Contains("was due"));
        Assert.Single((Leader[])[one, other], l => l.Controller.Live.Id is not null);
        Assert.Equal(0L, await ScalarAsync(connection, "SELECT count(*) FROM quartz_fired_triggers WHERE trigger_group = 'runs'"));
    }

    [Fact]
    public async Task Who_leads_next_starts_what_another_had_on_its_timetable_and_what_that_one_had_taken()
    {
        string connection = await shared.ConnectionAsync();
        Leader first = await LeadAsync(connection);
        DateTimeOffset due = Apply(TimeSpan.FromSeconds(12), first);
        await UntilAsync(async () => (long)(await ScalarAsync(connection, "SELECT count(*) FROM quartz_triggers WHERE trigger_group = 'runs'"))! == 1, "it is on the timetable");
        await first.Controller.StandByAsync();
        // As one leaves it behind that was killed with the trigger in its hand.
        await ScalarAsync(connection, "UPDATE quartz_triggers SET trigger_state = 'ACQUIRED' WHERE trigger_group = 'runs'");
        await ScalarAsync(connection, "INSERT INTO quartz_fired_triggers SELECT t.sched_name, 'gone-1', t.trigger_name, t.trigger_group, 'gone', t.next_fire_time, t.next_fire_time, 5, 'ACQUIRED', t.job_name, t.job_group, FALSE, FALSE FROM quartz_triggers t WHERE trigger_group = 'runs'");
        Leader next = await LeadAsync(connection, new Leader.Options(Scenarios: [Press(due)]));
        await next.ReadyAsync();

        await UntilAsync(() => Task.FromResult(!next.Told.IsEmpty), "it is said");
        Assert.Contains($"press was due at {due.Rfc3339()}: started", Assert.Single(next.Told));
        Assert.Empty(first.Told);
    }

    [Fact]
    public async Task Who_stands_by_starts_nothing()
    {
        Leader leader = await LeadAsync(null);
        DateTimeOffset due = Apply(TimeSpan.FromSeconds(3), leader);
        await leader.Controller.StandByAsync();
        await UntilAsync(() => Task.FromResult(TimeProvider.System.GetUtcNow() > due.AddSeconds(2)), "it is over");

        Assert.Null(leader.Controller.Live.Id);
        Assert.Empty(leader.Told);
    }

    [Fact]
    public async Task While_the_database_is_away_one_line_says_so_and_what_was_due_meanwhile_is_started_once_when_it_is_back()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        Leader leader = await LeadAsync(server.Connection(await server.CreateDatabaseAsync()));
        DateTimeOffset due = Apply(TimeSpan.FromSeconds(8), leader);
        await UntilAsync(async () => (await leader.Controller.Store.Schedules.ReadAsync(Token)).Count == 1, "the schedule is known");
        await server.CrashAsync();
        await UntilAsync(() => Task.FromResult(TimeProvider.System.GetUtcNow() > due.AddSeconds(4) && !leader.Told.IsEmpty), "it was due, and that it waits is said");
        Assert.Null(leader.Controller.Live.Id);
        Assert.StartsWith("the schedule waits for the store: ", Assert.Single(leader.Told));

        await server.ResumeAsync();
        await leader.ReadyAsync();
        await UntilAsync(() => Task.FromResult(leader.Told.Count == 3), "it goes on");
        Assert.Single(leader.Told, t => t == "the schedule goes on");
        Assert.Single(leader.Told, t => t.StartsWith($"schedule: press was due at {due.Rfc3339()}: started", StringComparison.Ordinal));
        await leader.Controller.DisposeAsync();
        _leaders.Remove(leader);
    }

    [Fact]
    public async Task Standing_by_while_the_database_is_away_has_an_end()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        Leader leader = await LeadAsync(server.Connection(await server.CreateDatabaseAsync()));
        Apply(TimeSpan.FromSeconds(60), leader);
        await UntilAsync(async () => (await leader.Controller.Store.Schedules.ReadAsync(Token)).Count == 1, "the schedule is known");
        await server.CrashAsync();

        await leader.Controller.StandByAsync().WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Token);
        await server.ResumeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_store_is_tidied_each_minute(bool server)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        IStore store = server ? await PostgresStore.OpenAsync(await shared.ConnectionAsync(), time, null, Token) : await SqliteStore.OpenAsync(Path.Combine(_folder, "tidied.db"), time);
        var controller = new Controller(store, new MetricsBook("test"), time);
        controller.Lead(new InProcessLink(), 1);
        controller.KeepTimetable(new TimetableOptions(_ => { }) { StartsRuns = false, IsShared = server });
        for (int i = 0; i < 3; i++)
        {
            DateTimeOffset started = time.GetUtcNow();
            controller.Store.TryAdd(Result(started));
            await controller.Store.FlushAsync(Token);
            await UntilAsync(async () =>
            {
                time.Advance(TimeSpan.FromSeconds(5));
                return (await controller.Store.RollUpsAsync("a", RollUpWidth.Minute, started.AddMinutes(-1), started.AddMinutes(1), Token)).Count == 1;
            }, "it is rolled up");
        }

        await time.WhileAsync(controller.DisposeAsync().AsTask());
    }

    [Fact]
    public async Task Housekeeping_that_was_not_done_in_its_time_is_done_once_at_once_by_whoever_leads_next()
    {
        string connection = await shared.ConnectionAsync();
        Leader first = await LeadAsync(connection);
        await UntilAsync(async () => (long)(await ScalarAsync(connection, "SELECT count(*) FROM quartz_triggers WHERE trigger_name = 'housekeeping'"))! == 1, "it is on the timetable");
        await first.Controller.StandByAsync();
        DateTimeOffset started = TimeProvider.System.GetUtcNow().AddMinutes(-5);
        first.Controller.Store.TryAdd(Result(started));
        await first.Controller.Store.FlushAsync(Token);
        const long hour = TimeSpan.TicksPerHour;
        await ScalarAsync(connection, $"UPDATE quartz_triggers SET next_fire_time = next_fire_time - {hour} WHERE trigger_name = 'housekeeping'");

        Leader next = await LeadAsync(connection);
        await UntilAsync(async () => (await next.Controller.Store.RollUpsAsync("a", RollUpWidth.Minute, started.AddMinutes(-1), started.AddMinutes(1), Token)).Count == 1, "it is rolled up", TimeSpan.FromSeconds(30));
        Assert.True((long)(await ScalarAsync(connection, "SELECT next_fire_time FROM quartz_triggers WHERE trigger_name = 'housekeeping'"))! > TimeProvider.System.GetUtcNow().UtcTicks);
    }

    private static ProbeResult Result(DateTimeOffset started) => new()
    {
        Id = Guid.CreateVersion7(), Probe = "a", Target = "shop", Agent = "agent-1",
        Journey = new JourneyResult { Started = started, Duration = TimeSpan.FromMilliseconds(20), Outcome = Outcome.Ok, Steps = [] },
    };

    private static Scenario Press(DateTimeOffset due) => Controlled.Scenario() with
    {
        Target = new Target { Name = "shop", Address = new Uri("http://127.0.0.1:9/"), Class = EnvironmentClass.Test },
        Schedule = new RunSchedule([], DateOnly.FromDateTime(due.UtcDateTime), TimeOnly.FromDateTime(due.UtcDateTime), TimeZoneInfo.Utc),
    };

    private static DateTimeOffset NextWhole(TimeSpan later) => DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()) + later;

    private static DateTimeOffset Apply(TimeSpan later, params Leader[] leaders)
    {
        DateTimeOffset due = NextWhole(later);
        foreach (Leader leader in leaders) leader.Controller.Scenarios = [Press(due)];
        return due;
    }

    private static async Task<object?> ScalarAsync(string connection, string sql)
    {
        await using var opened = new NpgsqlConnection(connection);
        await opened.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, opened);
        return await command.ExecuteScalarAsync(Token);
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, string what, TimeSpan? limit = null)
    {
        using var late = new CancellationTokenSource(limit ?? Patience);
        while (!await holds())
        {
            Assert.False(late.IsCancellationRequested, $"it did not come to it: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }
    }

    private async Task<Leader> LeadAsync(string? connection, Leader.Options? options = null)
    {
        IStore store = connection is null ? await SqliteStore.OpenAsync(Path.Combine(_folder, "store.db"), TimeProvider.System) : await PostgresStore.OpenAsync(connection, TimeProvider.System, null, Token);
        Leader leader = await Leader.StartAsync(store, connection is not null, options ?? new Leader.Options([]));
        _leaders.Add(leader);
        return leader;
    }

    private sealed record Leader(Controller Controller, ScriptedAgent Agent, ConcurrentQueue<string> Told)
    {
        public sealed record Options(IReadOnlyList<Scenario> Scenarios);

        public static async Task<Leader> StartAsync(IStore store, bool isShared, Options options)
        {
            var told = new ConcurrentQueue<string>();
            var link = new InProcessLink();
            var controller = new Controller(store, new MetricsBook("test"), TimeProvider.System) { Scenarios = options.Scenarios };
            controller.Lead(link, 1);
            var agent = new ScriptedAgent(link);
            await agent.SayAsync(new AgentJoined(new AgentIdentity("agent-1", new Dictionary<string, string>(), [])));
            await controller.AgentJoinedAsync(Token);
            controller.KeepTimetable(new TimetableOptions(told.Enqueue) { IsShared = isShared });
            return new Leader(controller, agent, told);
        }

        public Task ReadyAsync() => Agent.ReadyAsync().WaitAsync(Patience, TimeProvider.System, Token);

        public async Task<LastDue?> LastAsync() => (await Controller.Store.Schedules.ReadAsync(Token)).FirstOrDefault()?.Last;
    }
}
