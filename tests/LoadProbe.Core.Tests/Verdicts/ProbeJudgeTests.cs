namespace LoadProbe.Core.Tests;

/// <summary>What follows from all runs of a probe, by one agent unless it says so; a letter is a run, one each 30 s (F fails, I is not measured, - is none).</summary>
public class ProbeJudgeTests
{
    private static readonly VerdictPolicy Plain = new();
    private static readonly VerdictPolicy For2m = new() { For = TimeSpan.FromMinutes(2) };

    [Fact]
    public void It_is_unknown_until_somebody_can_tell()
    {
        var judge = new ProbeJudge(Watched.Probe(Plain));

        Assert.Equal(ProbeState.Unknown, judge.Look(Watched.Begin, [Watched.Agent("a")]).State);
        Assert.Null(judge.Availability.ByTime);
        Assert.Null(judge.Availability.ByRun);
    }

    [Fact]
    public void An_incident_opens_and_closes_and_says_what_was_seen()
    {
        Incident incident = Assert.Single(Incidents(Plain, "PPFFP"));

        Assert.Equal((At(2), At(4)), (incident.Opened, incident.Closed));
        Assert.Equal((Outcome.StatusMismatch, "login"), (incident.Cause, incident.Step));
        Assert.Equal((At(2), At(3)), (incident.First.At, incident.Last.At));
        Assert.Equal(["a"], incident.Agents);
    }

    [Theory]
    [InlineData("PFFFFP", 0)]
    [InlineData("PFFFFF", 1)]
    [InlineData("PFFFPFFF", 0)]
    public void The_bad_must_last(string runs, int incidents) => Assert.Equal(incidents, Incidents(For2m, runs).Count);

    [Theory]
    [InlineData("PFFFFFPPPP", false)]
    [InlineData("PFFFFFPPPPP", true)]
    [InlineData("PFFFFFPPPFPPPP", false)]
    public void And_so_must_the_good(string runs, bool isClosed) => Assert.Equal(isClosed, Assert.Single(Incidents(For2m, runs)).Closed is not null);

    [Fact]
    public void When_nobody_can_tell_any_more_an_incident_stays_open() => Assert.Null(Assert.Single(Incidents(Plain, "PPF" + new string('-', 200))).Closed);

    [Fact]
    public void An_agent_that_cannot_measure_opens_none()
    {
        (List<Judgement> seen, Availability figures) = Judged(Plain, "PPIIIIP");

        Assert.All(seen, j => Assert.Null(j.Incident));
        Assert.Equal([ProbeState.Up, ProbeState.Unknown, ProbeState.Up], States(seen));
        Assert.Equal((1.0, 1.0, 4), (figures.ByRun, figures.ByTime, figures.Invalid));
    }

    [Fact]
    public void Down_again_soon_after_is_the_same_incident_and_later_another()
    {
        string soon = "PF" + new string('P', 10) + "FP";
        string later = "PF" + new string('P', 30) + "FP";

        Assert.Equal(1, Assert.Single(Incidents(Plain, soon)).Reopened);
        Assert.Equal([0, 0], Incidents(Plain, later).Select(i => i.Reopened));
    }

    [Fact]
    public void Down_and_back_again_and_again_is_flapping_and_one_incident()
    {
        string runs = "P" + string.Concat(Enumerable.Repeat("FFPPPP", 8)) + new string('P', 40);

        (List<Judgement> seen, _) = Judged(Plain, runs);

        Assert.Equal([ProbeState.Up, ProbeState.Down, ProbeState.Up, ProbeState.Flapping, ProbeState.Up], States(seen));
        Incident incident = Assert.Single(Incidents(seen));
        Assert.Equal(1, incident.Reopened);
        // A quarter of an hour after it was last down, and not each time that it seemed over.
        Assert.Equal(At(45) + Flaps.Calm, incident.Closed);
    }

    [Fact]
    public void In_maintenance_no_incident_opens_and_runs_count_for_nothing()
    {
        // The minutes from 00:05 to 00:10 are runs 10 to 19.
        var window = new RunWindow([], new TimeOnly(0, 5), new TimeOnly(0, 10), TimeZoneInfo.Utc);

        (List<Judgement> seen, Availability figures) = Judged(Plain, new string('P', 10) + new string('F', 10) + new string('P', 10), window);

        Assert.All(seen, j => Assert.Null(j.Incident));
        Assert.Contains(ProbeState.Maintenance, States(seen));
        Assert.Equal(ProbeState.Up, seen[^1].State);
        Assert.Equal((1.0, 1.0, 20, 10), (figures.ByRun, figures.ByTime, figures.Passed, figures.InMaintenance));
        Assert.InRange(figures.Known, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public void An_incident_from_before_maintenance_stays_open_through_it()
    {
        var window = new RunWindow([], new TimeOnly(0, 5), new TimeOnly(0, 10), TimeZoneInfo.Utc);

        Incident incident = Assert.Single(Incidents(Judged(Plain, "PPPPPPPPFF" + new string('F', 10) + "FFPP", window).Seen));

        Assert.Equal((At(8), At(22)), (incident.Opened, incident.Closed));
    }

    [Fact]
    public void Availability_is_told_by_time_and_by_run()
    {
        (_, Availability figures) = Judged(new VerdictPolicy(0, 2, 3), "PPFPPPFFFPPP");

        // Of 330 s it is down from run 7 on until run 10; 4 of 12 runs failed.
        Assert.Equal((TimeSpan.FromSeconds(330), TimeSpan.FromSeconds(90)), (figures.Known, figures.Down));
        Assert.Equal(8.0 / 12, figures.ByRun);
    }

    [Fact]
    public void One_bad_agent_of_three_degrades_and_two_open_one_incident()
    {
        var judge = new ProbeJudge(Watched.Probe(Plain with { Quorum = Quorum.Of(2) }));
        AgentStanding[] agents = [Watched.Agent("a"), Watched.Agent("b"), Watched.Agent("c")];
        var states = new List<ProbeState>();
        foreach ((int run, string bad) in ((string[])["", "c", "bc", "abc", "c", ""]).Index())
        {
            foreach (AgentStanding agent in agents) judge.Add(Watched.Run(agent.Name, At(run), bad.Contains(agent.Name) ? Outcome.ConnectTimedOut : Outcome.Ok));
            states.Add(judge.Look(At(run), agents).State);
        }

        Assert.Equal([ProbeState.Up, ProbeState.Degraded, ProbeState.Down, ProbeState.Down, ProbeState.Degraded, ProbeState.Up], states);
        Incident incident = judge.Look(At(6), agents).Incident!;
        Assert.Equal(["a", "b", "c"], incident.Agents);
        Assert.Equal((At(1), "c"), (incident.First.At, incident.First.Agent));
    }

    [Theory]
    [InlineData("FFP", false, 0)]
    [InlineData("PFF", false, 0)]
    [InlineData("PFP", true, 0)]
    [InlineData("PP", true, 0)]
    [InlineData("PPF", true, 0)]
    [InlineData("PPFF", false, 1)]
    public void Whoever_goes_on_with_an_open_incident_ends_it_as_whoever_opened_it_would_have(string runs, bool isClosed, int reopened)
    {
        var policy = new VerdictPolicy(0, 2, 3);
        Incident open = Assert.Single(Incidents(policy, "PPFF"));

        Incident incident = Assert.Single(Incidents(Judged(policy, runs, open).Seen));

        Assert.Equal((open.Id, open.Opened, isClosed, reopened), (incident.Id, incident.Opened, incident.Closed is not null, incident.Reopened));
    }

    [Fact]
    public void Until_it_is_known_how_the_target_is_what_was_open_stays_open()
    {
        Incident open = Assert.Single(Incidents(Plain, "PF"));

        (List<Judgement> seen, Availability figures) = Judged(Plain, "---", open);

        Assert.All(seen, j => Assert.Equal((ProbeState.Unknown, open, false), (j.State, j.Incident, j.HasNews)));
        Assert.Null(figures.ByTime);
    }

    private static List<Incident> Incidents(VerdictPolicy policy, string runs) => Incidents(Judged(policy, runs).Seen);

    private static List<Incident> Incidents(List<Judgement> seen) =>
        [.. seen.Where(j => j.Incident is not null).GroupBy(j => j.Incident!.Id).Select(g => g.Last().Incident!)];

    private static List<ProbeState> States(List<Judgement> seen) =>
        [.. seen.Select(j => j.State).Where((state, i) => i == 0 || seen[i - 1].State != state)];

    private static (List<Judgement> Seen, Availability Figures) Judged(VerdictPolicy policy, string runs, params RunWindow[] maintenance) => Judged(new ProbeJudge(Watched.Probe(policy, maintenance)), runs);

    private static (List<Judgement> Seen, Availability Figures) Judged(VerdictPolicy policy, string runs, Incident newest) => Judged(new ProbeJudge(Watched.Probe(policy), newest), runs);

    private static (List<Judgement> Seen, Availability Figures) Judged(ProbeJudge judge, string runs)
    {
        var seen = new List<Judgement>();
        for (int i = 0; i < runs.Length; i++)
        {
            if (runs[i] != '-') judge.Add(Watched.Run("a", At(i), runs[i] switch { 'F' => Outcome.StatusMismatch, 'I' => Outcome.OutOfPorts, _ => Outcome.Ok }));
            seen.Add(judge.Look(At(i), [Watched.Agent("a")]));
        }

        return (seen, judge.Availability);
    }

    private static DateTimeOffset At(int run) => Watched.Begin + (run * Watched.Every);
}
