using LoadProbe.Link;

namespace LoadProbe.Controller.Tests;

/// <summary>Customers are looked at before the load and after it, and a run is as good as what it leaves behind.</summary>
public sealed class RecoveryTests
{
    private static readonly Recovery Recovered = new() { Within = TimeSpan.FromSeconds(30), Passes = 3, Limits = [RecoveryLimit.Parse("response p95", "baseline + 10%", out _)!] };

    private static Scenario Scenario(TimeSpan? coolDown = null) =>
        Controlled.Scenario(guard: "probe login-page fails 3 times, else abort") with { After = new After { Recovered = Recovered, CoolDown = coolDown ?? TimeSpan.Zero } };

    [Fact]
    public async Task Nothing_is_armed_until_as_many_dials_as_it_takes_have_passed()
    {
        Controlled run = Controlled.Ordered(Scenario());
        for (int dial = 0; dial < 3; dial++)
        {
            Assert.DoesNotContain(run.States, s => s.State == RunState.Arming);
            run.Hear(run.Dialled(Outcome.Ok));
        }

        await run.Agent.ReadyAsync();
    }

    [Fact]
    public async Task Where_customers_are_not_well_before_it_there_is_no_run()
    {
        Controlled run = Controlled.Ordered(Scenario());
        run.Hear(run.Dialled(Outcome.ConnectRefused));
        RunReport report = await run.Report.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal((RunState.Rejected, Verdict.Fail), (report.State, report.Verdict!.Value));
        Assert.Equal("stopped by guard: probe login-page fails before the load (connect_refused: open: refused); nothing was sent", Assert.Single(report.Reasons));
    }

    [Fact]
    public async Task Where_nothing_is_heard_of_customers_there_is_none_either()
    {
        Controlled run = Controlled.Ordered(Scenario());
        await run.UntilAsync(run.Report);

        RunReport report = await run.Report;
        Assert.Equal(RunState.Rejected, report.State);
        Assert.Contains("not heard of often enough before the load within 10s", Assert.Single(report.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Called_off_before_it_is_armed_it_is_cancelled()
    {
        Controlled run = Controlled.Ordered(Scenario());
        run.Stop("person", "another day");
        Assert.Equal(RunState.Cancelled, (await run.Report.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken)).State);
    }

    [Fact]
    public async Task When_customers_have_it_again_as_before_the_run_is_complete_and_says_after_how_long()
    {
        Controlled run = await PressedAsync(Scenario());
        await run.Agent.SecondAsync(last: true);
        await run.UntilAsync(run.StateAsync(RunState.Verifying));
        run.Hear(run.Dialled(Outcome.Ok, 50));
        run.Time.Advance(TimeSpan.FromSeconds(1));
        for (int dial = 0; dial < 3; dial++) run.Hear(run.Dialled(Outcome.Ok, 21));

        RunReport report = await run.Report.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal((RunState.Completed, Verdict.Pass, true), (report.State, report.Verdict!.Value, report.Recovery!.Recovered!.Value));
        RecoveredProbe probe = Assert.Single(report.Recovery.Probes);
        Assert.Equal((3, 20, 4, 50), (probe.Before.Count, probe.Before.P95!.Value.TotalMilliseconds, probe.After.Count, probe.After.Longest!.Value.TotalMilliseconds));
    }

    [Fact]
    public async Task When_they_have_not_in_time_it_is_degraded_and_says_what_is_not_as_before()
    {
        Controlled run = await PressedAsync(Scenario());
        await run.Agent.SecondAsync(last: true);
        await run.UntilAsync(run.StateAsync(RunState.Verifying));
        for (int dial = 0; dial < 3; dial++) run.Hear(run.Dialled(Outcome.Ok, 30));
        await run.UntilAsync(run.Report);

        RunReport report = await run.Report;
        Assert.Equal((RunState.Degraded, Verdict.Fail), (report.State, report.Verdict!.Value));
        Assert.Equal("not recovered within 30s: probe login-page: response p95: baseline + 10%, which is 22ms, and it is 30ms", Assert.Single(report.Reasons));
    }

    [Fact]
    public async Task A_stopped_run_is_verified_too_and_goes_the_long_way()
    {
        Controlled run = await PressedAsync(Scenario(coolDown: TimeSpan.FromSeconds(5)));
        run.Stop("lever", "enough");
        await run.Agent.LeaseAsync(LeasePhase.Stop);
        await run.Agent.SecondAsync(last: true, stopped: StopCause.Ordered);
        await run.UntilAsync(run.Report);

        RunReport report = await run.Report;
        Assert.Equal([RunState.Preflight, RunState.Baseline, RunState.Arming, RunState.Running, RunState.Aborting, RunState.Draining, RunState.Compensating, RunState.CoolDown, RunState.Verifying, RunState.AbortedNotRecovered], report.Timeline.Select(m => m.State));
        Assert.Contains("not recovered within 30s: probe login-page: 0 of 3 dials came", report.Reasons);
        RunMove aborting = report.Timeline[4], verifying = report.Timeline[8];
        Assert.Equal(("lever", "enough"), (aborting.By, aborting.Why));
        Assert.True(verifying.At - report.Timeline[7].At >= TimeSpan.FromSeconds(5), "the cool-down was cut short");
    }

    [Fact]
    public async Task A_guard_that_holds_lets_no_arrival_through_until_it_lets_go()
    {
        Controlled run = Controlled.Ordered(Controlled.Scenario(guard: "probe login-page fails, else hold for 2s"));
        await run.Agent.ReadyAsync();
        await run.Agent.LeaseAsync(LeasePhase.Run);
        run.Hear(run.Dialled(Outcome.ConnectRefused));
        Assert.Equal(LeasePhase.Run, (await run.Agent.LeaseAsync(l => l.Throttle == 0)).Phase);
        Assert.Equal(RunState.Holding, run.States.Last().State);
        run.Hear(run.Dialled(Outcome.Ok));
        await run.UntilAsync(run.Agent.LeaseAsync(l => l.Throttle == 1), run.Agent);

        RunReport report = await run.EndAsync(cause: null);
        Assert.Equal([RunState.Running, RunState.Holding, RunState.Running, RunState.Draining], report.Timeline.Skip(3).Take(4).Select(m => m.State));
        Assert.Equal(["held by probe login-page fails, else hold for 2s: probe login-page failed (connect_refused: open: refused)", "100% of what is due is sent again"], report.Changes.Select(c => c.What));
    }

    private static async Task<Controlled> PressedAsync(Scenario scenario)
    {
        Controlled run = Controlled.Ordered(scenario);
        for (int dial = 0; dial < 3; dial++) run.Hear(run.Dialled(Outcome.Ok));
        await run.Agent.ReadyAsync();
        await run.Agent.LeaseAsync(LeasePhase.Run);
        await run.Agent.SecondAsync();
        return run;
    }
}
