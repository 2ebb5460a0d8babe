namespace LoadProbe.Core.Tests;

/// <summary>What a receiver is told of a group of alerts, and when.</summary>
public class AlertGroupTests
{
    private static readonly DateTimeOffset Begin = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);
    private static readonly Grouping Grouping = new(["target"], TimeSpan.FromSeconds(10), TimeSpan.FromHours(4));

    private readonly HashSet<string> _resting = [];
    private AlertGroup _group = new() { Labels = new Dictionary<string, string> { ["target"] = "shop" } };
    private bool _keepsAlive;

    [Fact]
    public void What_begins_within_the_wait_is_told_of_at_once()
    {
        Alert login = Opened("login", 0), quotes = Opened("quotes", 6);
        Assert.Empty(Look(9, login, quotes));
        Notification told = Assert.Single(Look(10, login, quotes));
        Assert.Equal(["login", "quotes"], told.Firing.Select(f => f.Incident.Probe));
    }

    [Fact]
    public void And_not_again_until_something_changes_or_the_repeat_is_due()
    {
        Alert login = Opened("login", 0);
        Send(Look(10, login));
        Assert.Empty(Look(4 * 3600 + 9, login));
        Send(Look(4 * 3600 + 10, login));
        Assert.Empty(Look(4 * 3600 + 11, login));
        Alert quotes = Opened("quotes", 20_000);
        Assert.Equal(2, Assert.Single(Look(20_010, login, quotes)).Firing.Count);
    }

    [Fact]
    public void What_is_over_is_told_once_and_the_group_is_forgotten()
    {
        Alert login = Opened("login", 0);
        Send(Look(10, login));
        Alert over = Closed(login, 60);
        Assert.Empty(Look(69, over));
        IReadOnlyList<Notification> told = Look(70, over);
        Assert.True(Assert.Single(told).IsOver);
        Assert.Equal("login", Assert.Single(told[0].Resolved).Incident.Probe);
        Send(told);
        Assert.True(_group.IsEmpty);
        Assert.Empty(Look(71, over));
    }

    [Fact]
    public void What_came_back_within_the_wait_never_was_over()
    {
        Alert login = Opened("login", 0);
        Send(Look(10, login));
        Assert.Empty(Look(65, Closed(login, 60)));
        Assert.Empty(Look(80, login));
    }

    [Fact]
    public void What_is_over_before_it_was_told_of_is_never_told_of()
    {
        Alert login = Opened("login", 0);
        Assert.Empty(Look(5, login));
        Assert.Empty(Look(30, Closed(login, 8)));
    }

    [Fact]
    public void A_receiver_that_is_away_is_told_later_what_began_and_what_was_over_in_that_order()
    {
        Alert login = Opened("login", 0);
        Look(10, login);
        Look(70, Closed(login, 60));
        Assert.Equal([false, true], _group.Waiting.Select(w => w.IsOver));
        // Nothing is repeated on top of what waits.
        Assert.Equal(2, Look(20_000, Closed(login, 60)).Count);
    }

    [Fact]
    public void Labels_stay_what_they_were_when_it_was_told_first()
    {
        Alert login = Opened("login", 0);
        Send(Look(10, login));
        Alert later = Closed(login, 60) with { Labels = new Dictionary<string, string> { ["severity"] = "info" } };
        Assert.Equal(login.Labels, Assert.Single(Assert.Single(Look(70, later)).Resolved).Labels);
    }

    [Fact]
    public void Maintenance_wakes_nobody_and_repeats_nothing()
    {
        Alert login = Opened("login", 0), quotes = Opened("quotes", 100);
        Send(Look(10, login));
        _resting.UnionWith(["login", "quotes"]);
        Assert.Empty(Look(5 * 3600, login, quotes));
        _resting.Clear();
        Assert.Equal(2, Assert.Single(Look(5 * 3600 + 1, login, quotes)).Firing.Count);
    }

    [Fact]
    public void But_who_takes_silence_for_the_end_is_told_on_of_what_it_knows()
    {
        _keepsAlive = true;
        Alert login = Opened("login", 0), quotes = Opened("quotes", 100);
        Send(Look(10, login));
        _resting.UnionWith(["login", "quotes"]);
        Assert.Equal("login", Assert.Single(Assert.Single(Look(5 * 3600, login, quotes)).Firing).Incident.Probe);
    }

    [Fact]
    public void A_clock_that_is_set_back_delays_nothing_for_long()
    {
        Alert login = Opened("login", 3_600);
        Assert.Single(Look(0, login));
    }

    private static Alert Opened(string probe, int second)
    {
        DateTimeOffset at = Begin.AddSeconds(second);
        var evidence = new Evidence(Guid.CreateVersion7(at), "a", at, Outcome.ConnectRefused, "open", null);
        var incident = new Incident { Id = Guid.CreateVersion7(at), Probe = probe, Target = "shop", Opened = at, Cause = evidence.Outcome, Step = "open", First = evidence, Last = evidence, Agents = ["a"] };
        return Alert.Of(incident, null);
    }

    private static Alert Closed(Alert alert, int second) => alert with { Incident = alert.Incident with { Closed = Begin.AddSeconds(second) } };

    private IReadOnlyList<Notification> Look(int second, params Alert[] alerts)
    {
        _group = _group.Look(Begin.AddSeconds(second), alerts, a => _resting.Contains(a.Incident.Probe), Grouping, _keepsAlive);
        return _group.Waiting;
    }

    private void Send(IReadOnlyList<Notification> waiting)
    {
        _group = _group.Without(Assert.Single(waiting));
    }
}
