namespace LoadProbe.Controller.Tests;

/// <summary>What a receiver is told outlasts the controller that told it, a receiver that is away, and a store that is.</summary>
public sealed class OutletTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-alerts-").FullName;
    private readonly ImaginedClock _time = new(Judged.Begin);
    private SqliteStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await SqliteStore.OpenAsync(Path.Combine(_folder, "store.db"), _time);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_incident_of_three_agents_is_one_notification_and_its_end_another()
    {
        Incident login = Told.Incident("login", _time.GetUtcNow());
        await using var chat = new Told(_store, _time);
        chat.Know(login);
        chat.Pass(10);
        Assert.Equal(["a", "b", "c"], Assert.Single(Assert.Single(chat.Notifications).Firing).Incident.Agents);

        chat.Know(login with { Closed = _time.GetUtcNow() });
        chat.Pass(10);
        Assert.Equal([false, true], chat.Notifications.Select(n => n.IsOver));
        Assert.Empty(await _store.Alerts.ReadAsync("chat", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Two_probes_of_one_group_are_one_notification()
    {
        await using var chat = new Told(_store, _time);
        chat.Know(Told.Incident("login", _time.GetUtcNow()), Told.Incident("quotes", _time.GetUtcNow().AddSeconds(1)));
        chat.Pass(10);
        Assert.Equal(2, Assert.Single(chat.Notifications).Firing.Count);
    }

    [Fact]
    public async Task Whoever_leads_next_repeats_nothing_and_forgets_nothing()
    {
        Incident login = Told.Incident("login", _time.GetUtcNow());
        await using (var before = new Told(_store, _time))
        {
            before.Know(login);
            before.Pass(10);
            Assert.Single(before.Notifications);
        }

        await using var next = new Told(_store, _time);
        next.Know(login);
        next.Pass(30);
        Assert.Empty(next.Notifications);
        next.Know(login with { Closed = _time.GetUtcNow() });
        next.Pass(5);
        Assert.True(Assert.Single(next.Notifications).IsOver);
    }

    [Fact]
    public async Task And_tells_the_end_of_what_was_over_before_it_looked()
    {
        Incident login = Told.Incident("login", _time.GetUtcNow());
        await using (var before = new Told(_store, _time))
        {
            before.Know(login);
            before.Pass(10);
        }

        DateTimeOffset closed = _time.GetUtcNow();
        await _store.Incidents.SaveAsync([login with { Closed = closed }], TestContext.Current.CancellationToken);
        _time.Advance(IncidentWatch.Again * 2);
        await using var next = new Told(_store, _time);
        next.Pass(5);
        Assert.Equal(closed, Assert.Single(Assert.Single(next.Notifications).Resolved).Incident.Closed);
        next.Pass(10);
        Assert.Single(next.Notifications);
    }

    [Fact]
    public async Task A_receiver_that_is_away_is_told_all_of_it_later_in_order_and_asked_less_and_less_often()
    {
        Incident login = Told.Incident("login", _time.GetUtcNow());
        await using var chat = new Told(_store, _time) { Answer = _ => Delivery.Failed("does not answer") };
        chat.Know(login);
        chat.Pass(60);
        Assert.InRange(chat.Attempts, 5, 7);
        chat.Know(login with { Closed = _time.GetUtcNow() });
        chat.Pass(600);
        Assert.Equal(2, await chat.MetricAsync("loadprobe_alerts_waiting{receiver=\"chat\"}"));
        Assert.Single(chat.Said);

        chat.Answer = _ => Delivery.Done;
        chat.Pass(61);
        Assert.Equal([false, true], chat.Notifications.Select(n => n.IsOver));
        Assert.Equal("alerts: chat is told again", chat.Said[^1]);
        Assert.Equal(2, await chat.MetricAsync("loadprobe_alerts_sent_total{receiver=\"chat\",outcome=\"ok\"}"));
        Assert.Equal(0, await chat.MetricAsync("loadprobe_alerts_dropped_total{receiver=\"chat\",reason=\"full\"}"));
    }

    [Fact]
    public async Task And_by_whoever_leads_when_it_is_back()
    {
        Incident login = Told.Incident("login", _time.GetUtcNow());
        await using (var before = new Told(_store, _time) { Answer = _ => Delivery.Failed("does not answer") })
        {
            before.Know(login);
            before.Pass(10);
            before.Know(login with { Closed = _time.GetUtcNow() });
            before.Pass(10);
        }

        await using var next = new Told(_store, _time);
        next.Pass(5);
        Assert.Equal([false, true], next.Notifications.Select(n => n.IsOver));
    }

    [Fact]
    public async Task What_is_refused_is_counted_and_not_tried_again()
    {
        await using var chat = new Told(_store, _time) { Answer = _ => Delivery.Refused("answered 400: no") };
        chat.Know(Told.Incident("login", _time.GetUtcNow()));
        chat.Pass(60);
        Assert.Equal(1, chat.Attempts);
        Assert.Equal(1, await chat.MetricAsync("loadprobe_alerts_dropped_total{receiver=\"chat\",reason=\"refused\"}"));
        Assert.Contains("down (critical): login on shop", Assert.Single(chat.Said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_what_waits_the_oldest_finds_no_room_and_is_counted()
    {
        await using var chat = new Told(_store, _time) { Answer = _ => Delivery.Failed("does not answer") };
        DateTimeOffset now = _time.GetUtcNow();
        // Each target is a group of its own.
        chat.Know([.. Enumerable.Range(0, Outlet.Room + 3).Select(i => Told.Incident("login", now) with { Target = $"shop-{i}" })]);
        chat.Pass(5);
        Assert.Equal(Outlet.Room, await chat.MetricAsync("loadprobe_alerts_waiting{receiver=\"chat\"}"));
        Assert.Equal(3, await chat.MetricAsync("loadprobe_alerts_dropped_total{receiver=\"chat\",reason=\"full\"}"));
    }

    [Fact]
    public async Task In_maintenance_nobody_is_told()
    {
        DateTimeOffset now = _time.GetUtcNow();
        var today = new RunWindow([], new TimeOnly(9, 0), new TimeOnly(10, 0), TimeZoneInfo.Utc);
        await using var chat = new Told(_store, _time);
        chat.Apply(Judged.Probe(null, today));
        chat.Know(Told.Incident("login", now));
        chat.Pass(60);
        Assert.Empty(chat.Notifications);
        chat.Apply(Judged.Probe());
        chat.Pass(2);
        Assert.Single(chat.Notifications);
    }
}
