using LoadProbe.Link;

namespace LoadProbe.Controller.Tests;

public sealed class RunTests
{
    [Fact]
    public async Task A_run_that_keeps_to_all_that_was_asked_passes()
    {
        Controlled run = await Controlled.StartAsync("response p99 < 300ms over 1s, else abort", "probe login-page fails, else abort");
        for (int i = 0; i < 3; i++)
        {
            await run.Agent.SecondAsync();
            run.Hear(run.Dialled(Outcome.Ok));
        }

        RunReport report = await run.EndAsync(cause: null);
        Assert.Equal((Verdict.Pass, RunState.Completed), (report.Verdict!.Value, report.State));
        Assert.Empty(report.Reasons);
        Assert.Null(report.Stopped);
        Assert.All(report.Guards, g => Assert.True(g.Holds, g.Text));
        Assert.Equal((44, 40, 4), (report.Figures.Arrivals.Due, report.Figures.Arrivals.Sent, report.Figures.Arrivals.Dropped));
        Assert.Equal(4, report.Series.Count);
        RunState[] way = [RunState.Baseline, RunState.Arming, RunState.Running, RunState.Draining, RunState.CoolDown, RunState.Verifying, RunState.Completed];
        Assert.Equal(way, run.States.Select(s => s.State).Distinct());
        Assert.Equal([RunState.Preflight, .. way], report.Timeline.Select(m => m.State));
    }

    [Fact]
    public async Task No_lease_is_good_beyond_the_window()
    {
        // It is 09:30; the plan would end half a minute later.
        var window = new RunWindow([], new TimeOnly(9, 0), new TimeOnly(9, 30, 20), TimeZoneInfo.Utc);
        Controlled run = Controlled.Ordered(Controlled.Scenario() with { Window = window });
        await run.Agent.ReadyAsync();

        Assert.Equal(new DateTimeOffset(2026, 3, 1, 9, 30, 20, TimeSpan.Zero), (await run.Agent.LeaseAsync(LeasePhase.Run)).NotAfter);
        Task<Lease> stop = run.Agent.LeaseAsync(LeasePhase.Stop);
        await run.UntilAsync(stop, run.Agent);
        RunReport report = await run.EndAsync(cause: StopCause.Ordered);
        Assert.Equal(("window", "the window ended: outside the window 09:00 to 09:30 UTC"), (report.Stopped!.By, report.Stopped.Reason));
    }

    [Fact]
    public async Task A_breached_threshold_stops_the_run_and_says_why()
    {
        Controlled run = await Controlled.StartAsync(threshold: "response p99 < 300ms over 1s, else abort");
        await run.Agent.SecondAsync();
        await run.Agent.SecondAsync(response: 0.9);
        await run.Agent.LeaseAsync(LeasePhase.Stop);
        RunReport report = await run.EndAsync();

        Assert.Equal((Verdict.Fail, RunState.Aborted, "threshold"), (report.Verdict!.Value, report.State, report.Stopped!.By));
        Assert.Contains("response p99 < 300ms over 1s, else abort", report.Stopped.Reason, StringComparison.Ordinal);
        Assert.Contains("900", report.Stopped.Reason, StringComparison.Ordinal);
        Assert.False(Assert.Single(report.Guards).Holds);
        Assert.StartsWith("stopped by threshold: ", Assert.Single(report.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_threshold_that_does_not_abort_fails_the_run_at_its_end()
    {
        Controlled run = await Controlled.StartAsync(threshold: "errors < 1%");
        await run.Agent.SecondAsync(failed: 5);
        RunReport report = await run.EndAsync(cause: null);
        Assert.Equal((Verdict.Fail, RunState.Completed), (report.Verdict!.Value, report.State));
        Assert.Contains("errors < 1%", Assert.Single(report.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watched_probe_that_fails_stops_the_run()
    {
        Controlled run = await Controlled.StartAsync(guard: "probe login-page fails 2 times, else abort");
        run.Hear(run.Dialled(Outcome.ConnectRefused));
        run.Hear(run.Dialled(Outcome.Ok));
        run.Hear(run.Dialled(Outcome.ConnectRefused));
        run.Hear(run.Dialled(Outcome.AgentFault));
        run.Hear(run.Dialled(Outcome.ConnectRefused));
        await run.Agent.LeaseAsync(LeasePhase.Stop);
        RunReport report = await run.EndAsync();
        Assert.Equal((Verdict.Fail, "guard"), (report.Verdict!.Value, report.Stopped!.By));
        Assert.Equal("probe login-page fails 2 times, else abort: probe login-page failed (connect_refused: open: refused)", report.Stopped.Reason);
        Assert.Equal(5, report.Probes.Count);
    }

    [Fact]
    public async Task Agents_that_send_no_snapshots_are_stopped()
    {
        Controlled run = await Controlled.StartAsync();
        Lease stop = await run.StopOrderedAsync();
        Assert.Equal(run.Agent.Run, stop.Run);
        RunReport report = await run.EndAsync();
        Assert.Equal((Verdict.Fail, "guard"), (report.Verdict!.Value, report.Stopped!.By));
        Assert.StartsWith("no snapshot from the agents for ", report.Stopped.Reason, StringComparison.Ordinal);
        Assert.InRange(report.Stopped.At - report.Started, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task An_agent_that_never_reports_its_end_makes_the_run_invalid()
    {
        Controlled run = await Controlled.StartAsync();
        await run.StopOrderedAsync();
        for (int i = 0; i < 400 && !run.Report.IsCompleted; i++)
        {
            run.Time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.WhenAny(run.Report, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        RunReport report = await run.Report.WaitAsync(TimeSpan.Zero, TimeProvider.System);
        Assert.Equal(Verdict.Invalid, report.Verdict);
        Assert.Equal("agent agent-1: the agent did not report the end of its share", report.Reasons[0]);
    }

    [Fact]
    public async Task A_watched_probe_that_falls_silent_stops_the_run()
    {
        Controlled run = await Controlled.StartAsync(guard: "probe login-page fails, else abort");
        Task<Lease> stop = run.Agent.LeaseAsync(LeasePhase.Stop);
        for (int i = 0; i < 200 && !stop.IsCompleted; i++)
        {
            // The agent reports on: only the probe is silent.
            await run.Agent.SecondAsync();
            run.Time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.WhenAny(stop, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        await stop.WaitAsync(TimeSpan.Zero, TimeProvider.System);
        RunReport report = await run.EndAsync();
        Assert.StartsWith("probe login-page fails, else abort: no result of probe login-page for ", report.Stopped!.Reason, StringComparison.Ordinal);
        Assert.Equal("no data", Assert.Single(report.Guards).Value);
    }

    [Fact]
    public async Task An_agent_that_breaks_down_makes_the_run_invalid()
    {
        Controlled run = await Controlled.StartAsync();
        await run.Agent.SayAsync(new RunBroken(run.Agent.Run, "InvalidOperationException: no"));
        RunReport report = await run.Report.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        Assert.Equal((Verdict.Invalid, "agent agent-1: InvalidOperationException: no"), (report.Verdict!.Value, report.Reasons[0]));
    }

    [Fact]
    public async Task An_agent_that_cannot_take_its_share_makes_the_run_invalid()
    {
        Controlled run = Controlled.Ordered();
        await run.Agent.ReadyAsync(fault: "no secret PASSWORD");
        RunReport report = await run.Report.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        Assert.Equal((Verdict.Invalid, "agent agent-1: no secret PASSWORD"), (report.Verdict!.Value, report.Reasons[0]));
    }

    [Fact]
    public async Task A_generator_that_sends_late_makes_the_run_invalid()
    {
        Controlled run = await Controlled.StartAsync();
        await run.Agent.SecondAsync(lateness: 0.3);
        RunReport report = await run.EndAsync(cause: null);
        Assert.Equal(Verdict.Invalid, report.Verdict);
        Assert.Contains("lateness p99 300ms is over 250ms", Assert.Single(report.Reasons), StringComparison.Ordinal);
        Assert.False(report.Generator.Valid);
    }

    [Fact]
    public async Task A_lost_lease_is_told_as_such()
    {
        Controlled run = await Controlled.StartAsync();
        await run.Agent.SecondAsync();
        RunReport report = await run.EndAsync(StopCause.LeaseLost);
        Assert.Equal((Verdict.Fail, "lease", "agent agent-1 stopped: LeaseLost"), (report.Verdict!.Value, report.Stopped!.By, report.Stopped.Reason));
    }

    [Fact]
    public async Task Anyone_may_stop_a_run()
    {
        Controlled run = await Controlled.StartAsync();
        run.Stop("lever", "enough");
        await run.Agent.LeaseAsync(LeasePhase.Stop);
        RunReport report = await run.EndAsync();
        Assert.Equal(("lever", "enough", RunState.Aborted), (report.Stopped!.By, report.Stopped.Reason, report.State));
    }
}
