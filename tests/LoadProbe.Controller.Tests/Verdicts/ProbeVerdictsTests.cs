namespace LoadProbe.Controller.Tests;

/// <summary>What the keys of <c>verdict:</c> and <c>maintenance:</c> do while a controller leads.</summary>
public sealed class ProbeVerdictsTests : IAsyncLifetime
{
    private static readonly VerdictPolicy Plain = new();

    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-verdicts-").FullName;
    private readonly ImaginedClock _time = new(Judged.Begin);
    private SqliteStore _store = null!;
    private Judged _judged = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await SqliteStore.OpenAsync(Path.Combine(_folder, "store.db"), _time);
        _judged = new Judged(_store.Incidents, _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _judged.DisposeAsync();
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Until_somebody_has_dialled_it_is_unknown()
    {
        _judged.Lead(Judged.Probe(), "telecom-1");
        Assert.False(_judged.IsJudged);
        _judged.Pass(2);

        Assert.Equal(ProbeState.Unknown, _judged.State);
        Assert.Null(_judged.Standing.Availability.ByTime);
    }

    [Fact]
    public async Task As_many_agents_as_the_quorum_wants_must_say_that_it_is_down()
    {
        _judged.Lead(Judged.Probe(Plain with { Quorum = Quorum.Of(2) }), "telecom-1", "telecom-2", "mobile-1");
        _judged.Told(Outcome.Ok, "telecom-1", "telecom-2");
        _judged.Told(Outcome.ConnectRefused, "mobile-1");
        _judged.Pass(2);
        Assert.Equal(ProbeState.Degraded, _judged.State);
        Assert.Empty(await IncidentsAsync());

        _judged.Told(Outcome.ConnectRefused, "telecom-2");
        _judged.Pass(2);
        Assert.Equal(ProbeState.Down, _judged.State);
        Incident incident = Assert.Single(await IncidentsAsync());
        Assert.Equal(("login", "shop", Outcome.ConnectRefused, "open"), (incident.Probe, incident.Target, incident.Cause, incident.Step));
        Assert.Equal(["mobile-1", "telecom-2"], incident.Agents);
        Assert.Equal("mobile-1", incident.First.Agent);

        _judged.Told(Outcome.Ok, "telecom-1", "telecom-2", "mobile-1");
        _judged.Pass(2);
        Assert.Equal(ProbeState.Up, _judged.State);
        Assert.Equal(incident.Opened.AddSeconds(2), Assert.Single(await IncidentsAsync()).Closed);
    }

    [Fact]
    public void With_by_each_carrier_has_one_vote()
    {
        _judged.Lead(Judged.Probe(Plain with { Quorum = Quorum.Of(2), By = "carrier" }), "telecom-1", "telecom-2", "mobile-1");
        _judged.Told(Outcome.ConnectRefused, "telecom-1", "telecom-2");
        _judged.Told(Outcome.Ok, "mobile-1");
        _judged.Pass(2);
        Assert.Equal(ProbeState.Degraded, _judged.State);

        _judged.Told(Outcome.ConnectRefused, "mobile-1");
        _judged.Pass(1);
        Assert.Equal(ProbeState.Down, _judged.State);
    }

    [Fact]
    public void One_failed_run_of_three_is_not_bad_yet()
    {
        _judged.Lead(Judged.Probe(new VerdictPolicy(0, 2, 3)), "telecom-1");
        foreach ((Outcome outcome, ProbeState state) in ((Outcome, ProbeState)[])
            [(Outcome.Ok, ProbeState.Up), (Outcome.ConnectRefused, ProbeState.Up), (Outcome.Ok, ProbeState.Up), (Outcome.ConnectRefused, ProbeState.Down), (Outcome.Ok, ProbeState.Down), (Outcome.Ok, ProbeState.Up)])
        {
            _judged.Told(outcome, "telecom-1");
            _judged.Pass(60);
            Assert.Equal(state, _judged.State);
        }

        Assert.Equal(4.0 / 6, _judged.Standing.Availability.ByRun);
        Assert.InRange(_judged.Standing.Availability.ByTime!.Value, 0.6, 0.7);
    }

    [Fact]
    public void What_must_last_comes_to_pass_by_time_alone()
    {
        _judged.Lead(Judged.Probe(Plain with { For = TimeSpan.FromSeconds(90) }), "telecom-1");
        _judged.Told(Outcome.Ok, "telecom-1");
        _judged.Pass(2);
        _judged.Told(Outcome.ConnectRefused, "telecom-1");
        _judged.Pass(90);
        Assert.Equal(ProbeState.Up, _judged.State);

        _judged.Pass(1);
        Assert.Equal(ProbeState.Down, _judged.State);
        Assert.Equal(_time.GetUtcNow(), _judged.Standing.Judgement.Since);
    }

    [Fact]
    public async Task When_no_results_come_any_more_nobody_can_tell_and_an_incident_stays_open()
    {
        _judged.Lead(Judged.Probe(), "telecom-1");
        _judged.Told(Outcome.ConnectRefused, "telecom-1");
        // Two intervals and a timeout.
        _judged.Pass(130);
        Assert.Equal(ProbeState.Down, _judged.State);

        _judged.Pass(1);
        Assert.Equal(ProbeState.Unknown, _judged.State);
        _judged.Pass(600);
        Assert.Null(Assert.Single(await IncidentsAsync()).Closed);
    }

    [Fact]
    public async Task Maintenance_begins_and_ends_by_time_alone_and_nothing_opens_in_it()
    {
        _judged.Lead(Judged.Probe(Plain, new RunWindow([], new TimeOnly(9, 31), new TimeOnly(9, 33), TimeZoneInfo.Utc)), "telecom-1");
        _judged.Told(Outcome.Ok, "telecom-1");
        _judged.Pass(59);
        Assert.Equal(ProbeState.Up, _judged.State);
        _judged.Pass(1);
        Assert.Equal(ProbeState.Maintenance, _judged.State);

        _judged.Told(Outcome.ConnectRefused, "telecom-1");
        _judged.Pass(119);
        Assert.Equal(ProbeState.Maintenance, _judged.State);
        _judged.Pass(1);
        Assert.NotEqual(ProbeState.Maintenance, _judged.State);
        Assert.Empty(await IncidentsAsync());
        Assert.Equal((1, 0, 1), (_judged.Standing.Availability.Passed, _judged.Standing.Availability.Failed, _judged.Standing.Availability.InMaintenance));
    }

    [Fact]
    public void Runs_that_pass_and_are_too_slow_degrade_it()
    {
        _judged.Lead(Judged.Probe(Plain with { Degraded = TimeSpan.FromSeconds(2) }), "telecom-1");
        _judged.ToldSlow("telecom-1");
        _judged.Pass(2);

        Assert.Equal(ProbeState.Degraded, _judged.State);
        Assert.Null(_judged.Standing.Open);
    }

    [Fact]
    public void An_agent_that_was_not_heard_of_lately_or_whose_clock_is_wrong_has_no_vote()
    {
        _judged.Lead(Judged.Probe(), "telecom-1");
        _judged.Sign("telecom-1", Judged.Begin);
        _judged.Told(Outcome.ConnectRefused, "telecom-1");
        _judged.Pass(5);
        Assert.Equal(ProbeState.Down, _judged.State);
        _judged.Pass(1);
        Assert.Equal(ProbeState.Unknown, _judged.State);

        _judged.Sign("telecom-1", _time.GetUtcNow(), TimeSpan.FromSeconds(-5));
        _judged.Pass(1);
        Assert.Equal(ProbeState.Down, _judged.State);
        _judged.Sign("telecom-1", _time.GetUtcNow(), TimeSpan.FromSeconds(-5.1));
        _judged.Pass(1);
        Assert.Equal(ProbeState.Unknown, _judged.State);
    }

    [Fact]
    public void An_agent_that_left_has_no_vote_and_goes_on_from_where_it_was_when_it_comes_back()
    {
        _judged.Lead(Judged.Probe(new VerdictPolicy(0, 2, 2)), "telecom-1");
        _judged.Told(Outcome.ConnectRefused, "telecom-1");
        _judged.Pass(2);
        _judged.Leave("telecom-1");
        _judged.Pass(30);
        Assert.Equal(ProbeState.Unknown, _judged.State);

        _judged.Join("telecom-1");
        _judged.Told(Outcome.ConnectRefused, "telecom-1");
        _judged.Pass(1);
        Assert.Equal(ProbeState.Down, _judged.State);

        _judged.Leave("telecom-1");
        _judged.Pass((int)Fleet.Remembered.TotalSeconds + 2);
        _judged.Join("telecom-1");
        _judged.Told(Outcome.ConnectRefused, "telecom-1");
        _judged.Pass(1);
        Assert.Equal(ProbeState.Unknown, _judged.State);
    }

    [Fact]
    public async Task A_probe_that_is_taken_away_is_forgotten_and_its_incident_is_closed_a_minute_later()
    {
        _judged.Lead(Judged.Probe(), "telecom-1");
        _judged.Told(Outcome.ConnectRefused, "telecom-1");
        _judged.Pass(2);
        _judged.Apply(null);
        _judged.Pass(60);
        Assert.False(_judged.IsJudged);
        Assert.Null(Assert.Single(await IncidentsAsync()).Closed);

        _judged.Pass(2);
        Assert.NotNull(Assert.Single(await IncidentsAsync()).Closed);
    }

    [Fact]
    public async Task Other_rules_for_a_probe_hold_at_once_and_go_on_with_the_incident_that_it_is_in()
    {
        _judged.Lead(Judged.Probe(), "telecom-1");
        _judged.Told(Outcome.ConnectRefused, "telecom-1");
        _judged.Pass(2);
        Guid incident = _judged.Standing.Open!.Id;
        _judged.Apply(Judged.Probe(new VerdictPolicy(0, 2, 3)));
        _judged.Pass(1);

        _judged.Told(Outcome.Ok, "telecom-1");
        _judged.Pass(1);
        Assert.Equal((ProbeState.Down, incident), (_judged.State, _judged.Standing.Open!.Id));
        _judged.Pass(60);
        _judged.Told(Outcome.Ok, "telecom-1");
        _judged.Pass(2);
        Assert.Equal(ProbeState.Up, _judged.State);
        Assert.Equal(incident, Assert.Single(await IncidentsAsync(), i => i.Closed is not null).Id);
    }

    [Fact]
    public void The_same_definitions_once_more_change_nothing()
    {
        _judged.Lead(Judged.Probe(Plain, Noon()), "telecom-1");
        _judged.Told(Outcome.Ok, "telecom-1");
        _judged.Pass(10);
        TimeSpan known = _judged.Standing.Availability.Known;
        _judged.Apply(Judged.Probe(Plain, Noon()));
        _judged.Pass(10);

        Assert.Equal((ProbeState.Up, known + TimeSpan.FromSeconds(10)), (_judged.State, _judged.Standing.Availability.Known));

        _judged.Apply(Judged.Probe(Plain, Noon(DayOfWeek.Sunday)));
        _judged.Pass(1);
        Assert.Equal(ProbeState.Unknown, _judged.State);

        static RunWindow Noon(params DayOfWeek[] more) => new([DayOfWeek.Monday, .. more], new TimeOnly(12, 0), new TimeOnly(13, 0), TimeZoneInfo.Utc);
    }

    private Task<IReadOnlyList<Incident>> IncidentsAsync() => _store.Incidents.ListAsync(null, 10, TestContext.Current.CancellationToken);
}
