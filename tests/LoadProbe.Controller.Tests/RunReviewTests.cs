namespace LoadProbe.Controller.Tests;

/// <summary>What a run leaves to be talked about.</summary>
public sealed class RunReviewTests
{
    [Fact]
    public async Task A_rate_is_safe_when_it_was_held_for_ten_seconds_with_nothing_dropped_and_nothing_failed()
    {
        RunReport run = await EndedAsync();
        RunSecond[] series = [.. Enumerable.Range(1, 30).Select(n => Second(n, sent: 10 * n, failed: n > 24 ? 1 : 0))];

        Assert.Equal(195, RunReview.SafeRate(run with { Series = series, Stopped = null }));
        Assert.Null(RunReview.SafeRate(run with { Series = series[..9], Stopped = null }));
    }

    [Fact]
    public async Task Of_a_run_that_was_stopped_the_last_ten_seconds_before_are_not_called_safe()
    {
        RunReport run = await EndedAsync();
        RunSecond[] series = [.. Enumerable.Range(1, 30).Select(n => Second(n, sent: 10 * n, failed: 0))];

        Assert.Equal(155, RunReview.SafeRate(run with { Series = series, Stopped = new RunStop("guard", "slow", run.Started.AddSeconds(30)) }));
    }

    [Fact]
    public async Task What_the_figures_do_not_answer_is_asked()
    {
        RunReport run = await EndedAsync() with { Series = [Second(1, 40, 0)] };
        run = run with
        {
            Stopped = new RunStop("guard", "probe front failed", run.Started.AddSeconds(1.5)), Guards = [new GuardReading("probe back fails", "guard", true, null)],
            Recovery = new RecoveryReading(false, null, "probe front fails", []), Cleanup = new CleanupFigures(5, 3, 2, TimeSpan.FromSeconds(1), "timeout"),
        };

        Assert.Equal(
            [
                "What gave way at 40/s? probe front failed", "What keeps customers from having it as before? probe front fails", "Who takes back what 2 journeys have written? timeout",
                "Would it have fired? Nothing was ever seen of guard probe back fails",
            ], RunReview.Open(run).Take(4));
    }

    private static async Task<RunReport> EndedAsync()
    {
        Controlled run = await Controlled.StartAsync();
        await run.Agent.SecondAsync();
        return await run.EndAsync(cause: null);
    }

    private static RunSecond Second(int number, int sent, int failed) => RunSecond.Of(ScriptedAgent.Example(number) with { Arrivals = new ArrivalCounts(sent, sent, 0, sent, failed, 0) });
}
