namespace LoadProbe.Controller.Tests;

/// <summary>Every cell of the table: what may follow on what, of a run that goes its way and of one that was stopped.</summary>
public sealed class RunTransitionsTests
{
    // From: to …; what is not said is not allowed.
    private const string Way = """
        Draft: Validated Rejected Cancelled
        Validated: PendingApproval Approved Expired Cancelled
        PendingApproval: Approved Rejected Expired Cancelled
        Approved: Scheduled Preflight Expired Cancelled
        Scheduled: Preflight Expired Cancelled
        Preflight: Baseline Rejected Expired Cancelled
        Baseline: Arming Rejected Expired Cancelled
        Arming: Running Aborting
        Running: Holding Draining Aborting
        Holding: Running Draining Aborting
        Aborting: Draining
        Draining: Compensating CoolDown Aborting
        Compensating: CoolDown
        CoolDown: Verifying
        Verifying: Completed Degraded
        """;

    private const string StoppedWay = """
        Aborting: Draining
        Draining: Compensating
        Compensating: CoolDown
        CoolDown: Verifying
        Verifying: Aborted AbortedNotRecovered
        """;

    public static TheoryData<RunState, RunState, bool> Cells()
    {
        var cells = new TheoryData<RunState, RunState, bool>();
        foreach (RunState from in Enum.GetValues<RunState>())
        {
            foreach (RunState to in Enum.GetValues<RunState>())
            {
                cells.Add(from, to, false);
                cells.Add(from, to, true);
            }
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_state_follows_on_another_as_the_table_says(RunState from, RunState to, bool stopped)
    {
        string? line = (stopped ? StoppedWay : Way).Split('\n').FirstOrDefault(l => l.StartsWith($"{from}:", StringComparison.Ordinal));
        bool allowed = line?.Split(':')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Contains($"{to}") ?? false;

        Assert.Equal(allowed, RunTransitions.Allows(from, to, stopped));
    }

    [Fact]
    public void No_end_has_a_way_back()
    {
        Assert.Equal(7, RunTransitions.Ends.Count);
        foreach (RunState end in RunTransitions.Ends) Assert.All(Enum.GetValues<RunState>(), to => Assert.False(RunTransitions.Allows(end, to, stopped: false) || RunTransitions.Allows(end, to, stopped: true)));
    }

    [Fact]
    public void Every_state_leads_to_an_end_and_a_stopped_run_comes_to_its_verification()
    {
        foreach (RunState state in Enum.GetValues<RunState>()) Assert.Contains(Reached(state, stopped: false), RunTransitions.Ends.Contains);
        HashSet<RunState> after = Reached(RunState.Aborting, stopped: true);
        Assert.Contains(RunState.Verifying, after);
        Assert.Equal([RunState.Aborted, RunState.AbortedNotRecovered], after.Where(RunTransitions.Ends.Contains).Order());
    }

    [Fact]
    public void What_is_not_begun_can_be_called_off_and_what_is_begun_cannot()
    {
        foreach (RunState state in Enum.GetValues<RunState>().Where(s => !RunTransitions.Ends.Contains(s))) Assert.Equal(state.IsBefore(), RunTransitions.Allows(state, RunState.Cancelled, stopped: false));
    }

    private static HashSet<RunState> Reached(RunState from, bool stopped)
    {
        HashSet<RunState> reached = [from];
        var open = new Queue<RunState>(reached);
        while (open.TryDequeue(out RunState state))
        {
            foreach (RunState next in Enum.GetValues<RunState>().Where(n => RunTransitions.Allows(state, n, stopped) && reached.Add(n))) open.Enqueue(next);
        }

        return reached;
    }
}
