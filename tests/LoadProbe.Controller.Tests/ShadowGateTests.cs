namespace LoadProbe.Controller.Tests;

/// <summary>Production takes writes into a shadow when it is seen that they are kept apart, and no others.</summary>
public sealed class ShadowGateTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Shadow_writes_without_a_proof_that_they_are_kept_apart_are_refused()
    {
        Assert.Contains("step place (orders.yaml:7:5) writes, and nothing proves that it is kept apart: say shadow: { check: probes/shadow-check.yaml, instances: 2 } in the scenario, or press reads only", RunGate.Refusal(Scenario(StepEffect.WriteShadow), Now), StringComparison.Ordinal);
    }

    [Fact]
    public void With_a_proof_they_may_be_pressed()
    {
        Scenario scenario = Scenario(StepEffect.WriteShadow);
        Assert.Null(RunGate.Refusal(scenario with { Shadow = new ShadowProof { Check = Journey(StepEffect.Read) } }, Now));
        Assert.Null(RunGate.Refusal(Scenario(StepEffect.Read), Now));
    }

    [Fact]
    public void What_is_real_is_written_by_no_run_also_not_to_clean_up()
    {
        var proof = new ShadowProof { Check = Journey(StepEffect.Read) };
        Assert.Contains("step place (orders.yaml:7:5) writes what is real", RunGate.Refusal(Scenario(StepEffect.WriteReal) with { Shadow = proof }, Now), StringComparison.Ordinal);
        Scenario cleaned = Scenario(StepEffect.WriteShadow) with { Shadow = proof, After = new After { Cleanup = [Journey(StepEffect.WriteReal)] } };
        Assert.Contains("writes what is real", RunGate.Refusal(cleaned, Now), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_whose_writes_are_not_kept_apart_never_begins_and_says_what_was_seen()
    {
        Controlled run = Controlled.Ordered(Controlled.Scenario() with { Shadow = new ShadowProof { Check = Journey(StepEffect.Read) } });
        await run.Agent.OrderedAsync();
        await run.Agent.SayAsync(new LoadProbe.Link.RunLeaked(run.Agent.Run, "check: an order is real"));
        await run.UntilAsync(run.Report);
        RunReport report = await run.Report;
        Assert.Equal((Verdict.Fail, RunState.Aborted, "leak"), (report.Verdict!.Value, report.State, report.Stopped!.By));
        Assert.Equal("nothing proves that what the run writes is kept apart, so that it does not begin: check: an order is real (seen by agent agent-1)", report.Stopped.Reason);
        Assert.DoesNotContain(run.States, s => s.State == RunState.Running);
    }

    [Fact]
    public async Task A_leak_during_the_run_stops_it()
    {
        Controlled run = await StartAsync();
        await run.Agent.SecondAsync();
        await run.Agent.SayAsync(new LoadProbe.Link.RunLeaked(run.Agent.Run, "check: an order is real"));
        await run.Agent.LeaseAsync(LeasePhase.Stop);
        RunReport report = await run.EndAsync(cause: StopCause.Leak);
        Assert.Equal("leak", report.Stopped!.By);
        Assert.Equal("what the run writes is not kept apart any more, or that cannot be seen: check: an order is real (seen by agent agent-1)", report.Stopped.Reason);
    }

    [Fact]
    public async Task An_agent_that_ended_its_share_for_a_leak_stops_the_run_though_its_message_was_lost()
    {
        Controlled run = await StartAsync();
        await run.Agent.SecondAsync();
        RunReport report = await run.EndAsync(cause: StopCause.Leak);
        Assert.Equal("leak", report.Stopped!.By);
    }

    private static async Task<Controlled> StartAsync()
    {
        Controlled run = Controlled.Ordered(Controlled.Scenario() with { Shadow = new ShadowProof { Check = Journey(StepEffect.Read) } });
        await run.Agent.ReadyAsync();
        await run.Agent.LeaseAsync(LeasePhase.Run);
        return run;
    }

    private static Journey Journey(StepEffect effect) => new()
    {
        Name = "orders", Target = new Target { Name = "shop", Address = new Uri("http://127.0.0.1:9/") },
        Steps = [new HttpStep { Name = "place", At = new Place("orders.yaml", 7, 5), Method = "POST", Url = Template.Constant("/orders"), Effect = effect }],
    };

    private static Scenario Scenario(StepEffect effect)
    {
        Scenario scenario = Controlled.Scenario(guard: "probe login-page fails, else abort");
        return scenario with
        {
            Target = scenario.Target with { Class = EnvironmentClass.Prod, Proof = new Proof("5f2c9a1e7b3d4860", Proof.Longest) },
            Mix = [new WeightedJourney(Journey(effect), 1)],
            Window = new RunWindow([], new TimeOnly(9, 0), new TimeOnly(18, 0), TimeZoneInfo.Utc),
        };
    }
}
