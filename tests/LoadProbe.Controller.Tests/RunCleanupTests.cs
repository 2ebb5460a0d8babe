using LoadProbe.Link;

namespace LoadProbe.Controller.Tests;

/// <summary>A run whose writes are taken back is over when its agents have done so, or nothing more is to be expected of them.</summary>
public sealed class RunCleanupTests
{
    private static readonly CleanupFigures Good = new(10, 10, 0, TimeSpan.FromSeconds(2));

    [Fact]
    public async Task A_run_ends_when_its_agent_has_cleaned_up_and_has_the_figures()
    {
        Controlled run = await StartAsync();
        await run.Agent.SecondAsync(last: true);
        await run.Agent.SayAsync(new CleanupTold(run.Agent.Run, Good with { Done = 4 }, Over: false));
        for (int i = 0; i < 20; i++) await PassAsync(run);
        Assert.False(run.Report.IsCompleted, "it did not wait");

        await run.Agent.SayAsync(new CleanupTold(run.Agent.Run, Good, Over: true));
        await run.UntilAsync(run.Report);
        RunReport report = await run.Report;
        Assert.Equal((Verdict.Pass, Good), (report.Verdict!.Value, report.Cleanup));
        Assert.Contains("\"cleanup\":{\"due\":10,\"done\":10,\"failed\":0,\"duration_seconds\":2}", RunJson.Text(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_summary_for_a_pull_request_has_them_as_well()
    {
        Controlled run = await StartAsync();
        await run.Agent.SecondAsync(last: true);
        await run.Agent.SayAsync(new CleanupTold(run.Agent.Run, Good, Over: true));
        await run.UntilAsync(run.Report);
        Assert.Contains("\nCleanup: 10 of 10 cleaned up in 2s.\n", RunMarkdown.Text(await run.Report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_could_not_be_taken_back_fails_the_run_and_is_named()
    {
        Controlled run = await StartAsync();
        await run.Agent.SecondAsync(last: true);
        await run.Agent.SayAsync(new CleanupTold(run.Agent.Run, new CleanupFigures(10, 7, 3, TimeSpan.FromSeconds(2), "cancel: expected 200, was 503"), Over: true));
        await run.UntilAsync(run.Report);
        RunReport report = await run.Report;
        Assert.Equal(Verdict.Fail, report.Verdict);
        Assert.Equal("cleanup: 3 of 10 journeys that were about to write are not cleaned up after: cancel: expected 200, was 503", Assert.Single(report.Reasons));
    }

    [Fact]
    public async Task An_agent_that_says_nothing_of_it_is_waited_for_ten_seconds_and_makes_the_run_invalid()
    {
        Controlled run = await StartAsync();
        await run.Agent.SecondAsync(last: true);
        DateTimeOffset ended = run.Time.GetUtcNow();
        await run.UntilAsync(run.Report);
        RunReport report = await run.Report;
        Assert.Equal(Verdict.Invalid, report.Verdict);
        Assert.Equal("agent agent-1 did not say that it has cleaned up; what it wrote is taken back when it is next started", Assert.Single(report.Reasons));
        Assert.InRange((report.Ended!.Value - ended).TotalSeconds, 10, 13);
    }

    [Fact]
    public async Task What_would_stop_the_load_does_not_stop_cleaning_up()
    {
        Controlled run = await StartAsync();
        await run.Agent.SecondAsync(last: true);
        await run.Agent.SayAsync(new CleanupTold(run.Agent.Run, Good with { Done = 4 }, Over: false));
        await PassAsync(run);
        await PassAsync(run);
        run.Stop("person", "enough");
        await PassAsync(run);
        await run.Agent.SayAsync(new CleanupTold(run.Agent.Run, Good, Over: true));
        await run.UntilAsync(run.Report);
        RunReport report = await run.Report;
        Assert.Null(report.Stopped);
        Assert.Equal(Good, report.Cleanup);
    }

    [Fact]
    public void Two_agents_are_added_up_and_take_as_long_as_the_slower()
    {
        var cleanup = new RunCleanup(new After { Cleanup = [Controlled.Probe.Journey] });
        DateTimeOffset now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
        cleanup.Hear("a", new CleanupTold("r", Good, Over: true), now);
        Assert.False(cleanup.IsOver(["a", "b"], now));
        cleanup.Hear("b", new CleanupTold("r", new CleanupFigures(5, 4, 1, TimeSpan.FromSeconds(9), "no"), Over: true), now);
        // What comes late, and was said before the end, changes nothing.
        cleanup.Hear("b", new CleanupTold("r", new CleanupFigures(5, 1, 0, TimeSpan.FromSeconds(1)), Over: false), now);
        Assert.True(cleanup.IsOver(["a", "b"], now));
        Assert.Equal(new CleanupFigures(15, 14, 1, TimeSpan.FromSeconds(9), "no"), cleanup.Figures);
        Assert.Empty(cleanup.Faults);
    }

    private static async Task<Controlled> StartAsync()
    {
        Controlled run = Controlled.Ordered(Controlled.Scenario() with { After = new After { Cleanup = [Controlled.Probe.Journey] } });
        await run.Agent.ReadyAsync();
        await run.Agent.LeaseAsync(LeasePhase.Run);
        return run;
    }

    private static async Task PassAsync(Controlled run)
    {
        run.Time.Advance(TimeSpan.FromMilliseconds(250));
        await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
    }
}
