using LoadProbe.Link;
using LoadProbe.Metrics;
using Microsoft.Data.Sqlite;

namespace LoadProbe.Controller.Tests;

/// <summary>Incidents outlast the controller that opened them, and a store that is away.</summary>
public sealed class GoingOnTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-going-on-").FullName;
    private readonly ImaginedClock _time = new(Judged.Begin);
    private SqliteStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await SqliteStore.OpenAsync(File, _time);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Whoever_leads_next_goes_on_with_what_is_open_and_opens_it_no_second_time()
    {
        Incident open = await OpenedAsync();
        _time.Advance(TimeSpan.FromSeconds(30));
        await using var next = new Judged(_store.Incidents, _time);
        next.Lead(Judged.Probe(), "telecom-1", "telecom-2");
        next.Told(Outcome.ConnectRefused, "telecom-2");
        next.Pass(3);
        Assert.Equal((ProbeState.Down, open.Id), (next.State, next.Standing.Open!.Id));
        Assert.Equal(["telecom-1", "telecom-2"], Assert.Single(await IncidentsAsync()).Agents);

        next.Pass(60);
        next.Told(Outcome.Ok, "telecom-2");
        next.Pass(2);
        Incident closed = Assert.Single(await IncidentsAsync());
        Assert.Equal((open.Id, open.Opened, 0), (closed.Id, closed.Opened, closed.Reopened));
        Assert.NotNull(closed.Closed);
    }

    [Fact]
    public async Task And_with_one_that_was_closed_a_moment_ago_when_it_comes_back()
    {
        Incident open = await OpenedAsync();
        await _store.Incidents.SaveAsync([open with { Closed = _time.GetUtcNow() }], Token);
        _time.Advance(IncidentWatch.Again - TimeSpan.FromSeconds(10));
        await using var next = new Judged(_store.Incidents, _time);
        next.Lead(Judged.Probe(), "telecom-1");
        next.Told(Outcome.ConnectRefused, "telecom-1");
        next.Pass(3);

        Incident again = Assert.Single(await IncidentsAsync());
        Assert.Equal((open.Id, 1, (DateTimeOffset?)null), (again.Id, again.Reopened, again.Closed));
    }

    [Fact]
    public async Task What_is_open_of_a_probe_that_nobody_has_any_more_is_closed()
    {
        await OpenedAsync();
        await using var next = new Judged(_store.Incidents, _time);
        next.Lead(null, "telecom-1");
        next.Pass(59);
        Assert.Null(Assert.Single(await IncidentsAsync()).Closed);

        next.Pass(3);
        Assert.NotNull(Assert.Single(await IncidentsAsync()).Closed);
    }

    [Fact]
    public async Task And_no_later_when_somebody_sets_the_clock_back_meanwhile()
    {
        await OpenedAsync();
        await using var next = new Judged(_store.Incidents, _time);
        next.Lead(null, "telecom-1");
        next.Pass(30);
        _time.Set(TimeSpan.FromHours(-1));
        next.Pass(32);

        Assert.NotNull(Assert.Single(await IncidentsAsync()).Closed);
    }

    [Fact]
    public async Task Whoever_only_leads_a_run_leaves_the_incidents_of_others_alone()
    {
        Incident open = await OpenedAsync();
        await using var run = new Judged(_store.Incidents, _time);
        run.LeadNoProbes();
        run.Told(Outcome.Ok, "telecom-1");
        run.Pass(200);

        Assert.False(run.IsJudged);
        Assert.Equal((open.Id, (DateTimeOffset?)null), Assert.Single(await IncidentsAsync()) is var left ? (left.Id, left.Closed) : default);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task One_process_alone_judges_on_a_store_of_its_own_and_not_on_a_shared_one(bool isShared, bool judges)
    {
        IStore store = await SqliteStore.OpenAsync(File, _time);
        await using var controller = new Controller(isShared ? SharedStore.Of(store) : store, new MetricsBook("test"), _time);
        controller.Lead(new InProcessLink(), 1);
        controller.Apply([Judged.Probe()]);
        for (int i = 0; i < 3; i++) _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(judges, controller.Standing("login") is not null);
    }

    [Fact]
    public async Task One_that_a_controller_wrote_when_it_led_no_more_is_closed_while_the_probe_goes_on()
    {
        Incident open = await OpenedAsync();
        await using var next = new Judged(_store.Incidents, _time);
        next.Lead(Judged.Probe(), "telecom-1");
        next.Told(Outcome.ConnectRefused, "telecom-1");
        next.Pass(2);
        await _store.Incidents.SaveAsync([open with { Id = Guid.CreateVersion7(), Opened = _time.GetUtcNow() }], Token);
        for (int minute = 0; minute < 3; minute++)
        {
            next.Told(Outcome.ConnectRefused, "telecom-1");
            next.Pass(60);
        }

        Assert.Equal(open.Id, Assert.Single(await IncidentsAsync(), i => i.Closed is null).Id);
        Assert.Equal(2, (await IncidentsAsync()).Count);
    }

    [Fact]
    public async Task While_the_store_is_away_it_is_judged_all_the_same_and_written_when_it_is_back()
    {
        bool isAway = false;
        await using var judged = new Judged(Table(() => isAway), _time);
        judged.Lead(Judged.Probe(), "telecom-1");
        judged.Pass(2);
        isAway = true;
        judged.Told(Outcome.ConnectRefused, "telecom-1");
        judged.Pass(100);
        Assert.Equal(ProbeState.Down, judged.State);
        Assert.Empty(await IncidentsAsync());

        isAway = false;
        judged.Pass(2);
        Assert.Equal(judged.Standing.Open!.Id, Assert.Single(await IncidentsAsync()).Id);
    }

    [Fact]
    public async Task Until_the_store_has_said_what_is_open_nothing_is_opened_and_results_wait()
    {
        Incident open = await OpenedAsync();
        bool isAway = true;
        await using var next = new Judged(Table(() => isAway), _time);
        next.Lead(Judged.Probe(), "telecom-1");
        next.Told(Outcome.ConnectRefused, "telecom-1");
        next.Pass(5);
        Assert.False(next.IsJudged);

        isAway = false;
        next.Pass(2);
        Assert.Equal((ProbeState.Down, open.Id), (next.State, next.Standing.Open!.Id));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder, "store.db");

    private Task<IReadOnlyList<Incident>> IncidentsAsync() => _store.Incidents.ListAsync(null, 10, Token);

    private IncidentTable Table(Func<bool> isAway) => new(new Statements(async token =>
    {
        if (isAway()) throw new SqliteException("away", 14);
        var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync(token);
        return connection;
    }));

    // By a controller that leads no more.
    private async Task<Incident> OpenedAsync()
    {
        await using var before = new Judged(_store.Incidents, _time);
        before.Lead(Judged.Probe(), "telecom-1");
        before.Told(Outcome.ConnectRefused, "telecom-1");
        before.Pass(3);
        return Assert.Single(await IncidentsAsync());
    }
}
