namespace LoadProbe.Core.Tests;

/// <summary>What one agent says by its last runs: F fails, P passes, S passes slowly, I could not be measured by our side.</summary>
public class AgentRunsTests
{
    [Theory]
    [InlineData(1, 1, "P", AgentVote.Good)]
    [InlineData(1, 1, "F", AgentVote.Bad)]
    [InlineData(1, 1, "FP", AgentVote.Good)]
    [InlineData(2, 3, "", AgentVote.None)]
    [InlineData(2, 3, "F", AgentVote.None)]
    [InlineData(2, 3, "P", AgentVote.Good)]
    [InlineData(2, 3, "PF", AgentVote.Good)]
    [InlineData(2, 3, "PFF", AgentVote.Bad)]
    [InlineData(2, 3, "PFPF", AgentVote.Bad)]
    [InlineData(2, 3, "PFPPF", AgentVote.Good)]
    public void It_is_bad_when_so_many_of_its_last_runs_failed(int failures, int window, string runs, AgentVote vote) => Assert.Equal(vote, Vote(failures, window, runs));

    [Theory]
    [InlineData(2, 3, "FFP", AgentVote.Bad)]
    [InlineData(2, 3, "FFPP", AgentVote.Good)]
    [InlineData(2, 3, "FFPFP", AgentVote.Good)]
    [InlineData(2, 3, "FFPFFP", AgentVote.Bad)]
    [InlineData(1, 3, "FP", AgentVote.Good)]
    [InlineData(1, 3, "FPP", AgentVote.Good)]
    [InlineData(3, 3, "PFFFPPFPP", AgentVote.Bad)]
    [InlineData(3, 3, "PFFFPPFPPP", AgentVote.Good)]
    public void It_is_good_again_when_as_many_passed_and_not_by_one(int failures, int window, string runs, AgentVote vote) => Assert.Equal(vote, Vote(failures, window, runs));

    [Theory]
    [InlineData("PFIF", AgentVote.Bad)]
    [InlineData("PIIIIF", AgentVote.Good)]
    [InlineData("FFIP", AgentVote.Bad)]
    [InlineData("FFIPIP", AgentVote.Good)]
    [InlineData("II", AgentVote.None)]
    public void What_our_side_could_not_measure_counts_neither_way(string runs, AgentVote vote) => Assert.Equal(vote, Vote(2, 3, runs));

    [Theory]
    [InlineData("PI")]
    [InlineData("FFI")]
    public void It_has_no_vote_while_its_newest_run_was_not_measured(string runs) => Assert.Equal(AgentVote.None, Vote(2, 3, runs));

    [Theory]
    [InlineData("PS", AgentVote.Good)]
    [InlineData("PSS", AgentVote.Slow)]
    [InlineData("PSFS", AgentVote.Slow)]
    [InlineData("PSSP", AgentVote.Slow)]
    [InlineData("PSSPP", AgentVote.Good)]
    [InlineData("PSSFF", AgentVote.Bad)]
    public void It_is_slow_when_so_many_of_those_that_passed_were(string runs, AgentVote vote) => Assert.Equal(vote, Vote(2, 3, runs));

    [Fact]
    public void Its_vote_is_stale_two_intervals_and_a_timeout_after_its_newest_run()
    {
        AgentRuns agent = Agent(1, 1, "P");

        Assert.Equal(AgentVote.Good, agent.Vote(Watched.Begin + Watched.Freshness, Watched.Freshness));
        Assert.Equal(AgentVote.None, agent.Vote(Watched.Begin + Watched.Freshness + TimeSpan.FromTicks(1), Watched.Freshness));
    }

    [Fact]
    public void A_result_that_comes_twice_or_after_a_newer_one_is_not_taken()
    {
        var agent = new AgentRuns(new VerdictPolicy(0, 2, 3));
        ProbeResult failed = Watched.Run("a", Watched.Begin.AddSeconds(30), Outcome.ConnectRefused);

        Assert.True(agent.Add(failed));
        Assert.False(agent.Add(failed));
        Assert.False(agent.Add(Watched.Run("a", Watched.Begin, Outcome.ConnectRefused)));
        Assert.Equal(AgentVote.None, agent.Vote(Watched.Begin.AddSeconds(30), Watched.Freshness));
    }

    [Fact]
    public void It_keeps_the_first_and_the_newest_failed_run_of_a_trouble()
    {
        AgentRuns agent = Agent(2, 3, "FPPPFPFF");

        Assert.Equal((At(4), At(7)), (agent.FirstBad!.At, agent.LastBad!.At));
        Assert.Equal("login", agent.LastBad.Step);
    }

    private static AgentVote Vote(int failures, int window, string runs) => Agent(failures, window, runs).Vote(At(runs.Length - 1), Watched.Freshness);

    private static AgentRuns Agent(int failures, int window, string runs)
    {
        var agent = new AgentRuns(new VerdictPolicy(0, failures, window) { Degraded = TimeSpan.FromMilliseconds(800) });
        for (int i = 0; i < runs.Length; i++) agent.Add(Watched.Run("a", At(i), runs[i] switch { 'F' => Outcome.ConnectRefused, 'I' => Outcome.AgentFault, _ => Outcome.Ok }, runs[i] == 'S' ? 801 : 800));
        return agent;
    }

    private static DateTimeOffset At(int run) => Watched.Begin + (run * Watched.Every);
}
