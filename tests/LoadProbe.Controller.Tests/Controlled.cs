using LoadProbe.Link;
using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.Controller.Tests;

/// <summary>A run under the controller's eye, its agent and its clock in the test's hand.</summary>
internal sealed class Controlled
{
    private static readonly Target Shop = new() { Name = "shop", Address = new Uri("http://127.0.0.1:9/") };

    private readonly InProcessLink _link = new();
    private readonly RunExecution _execution;
    private readonly Task _hearing;

    private Controlled(Scenario scenario, int agents = 1, Ask? ask = null)
    {
        InProcessLink link = _link;
        string[] names = [.. Enumerable.Range(1, agents).Select(i => $"agent-{i}")];
        Agents = [.. names.Select(n => new ScriptedAgent(link, n))];
        _execution = new RunExecution(scenario, names, link, 1, Time, States.Enqueue) { Ask = ask ?? ((_, _) => Task.FromResult(QueryAnswer.Failed("nobody is there"))) };
        _hearing = HearAsync(link);
        Report = Task.Run(_execution.RunAsync);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero));

    public IReadOnlyList<ScriptedAgent> Agents { get; }

    public ScriptedAgent Agent => Agents[0];

    public System.Collections.Concurrent.ConcurrentQueue<RunReport> States { get; } = new();

    public Task<RunReport> Report { get; }

    public static Probe Probe { get; } = new() { At = default, Every = TimeSpan.FromSeconds(1), Journey = new Journey { Name = "login-page", Target = Shop, Steps = [], Timeout = TimeSpan.FromSeconds(1) } };

    public static Scenario Scenario(string? threshold = null, string? guard = null) => new()
    {
        Name = "press", At = default, Target = Shop, Mix = [new WeightedJourney(Probe.Journey with { Name = "visit" }, 1)], Load = [new Inject(11, TimeSpan.FromSeconds(30))],
        Thresholds = threshold is null ? [] : [Threshold.Parse(threshold, out _)!],
        Guards = guard is null ? [] : [Guard.Parse(guard, out _)!],
        Watched = guard is null ? [] : [Probe],
    };

    /// <summary>A run whose agent is ready and holds its first lease.</summary>
    public static async Task<Controlled> StartAsync(string? threshold = null, string? guard = null)
    {
        var run = new Controlled(Scenario(threshold, guard));
        await run.Agent.ReadyAsync();
        await run.Agent.LeaseAsync(LeasePhase.Run);
        return run;
    }

    public static Controlled Ordered() => new(Scenario());

    public static Controlled Ordered(Scenario scenario, Ask? ask = null) => new(scenario, ask: ask);

    public static Controlled Ordered(int agents, int? atLeast = null, AgentLoss lost = AgentLoss.Shrink) =>
        new(Scenario() with { AgentsAtLeast = atLeast, AgentLost = lost }, agents);

    /// <summary>Lets the clock run, a quarter of a second at a time, until <paramref name="done"/> is; each time the agents named say a second.</summary>
    public async Task UntilAsync(Task done, params ScriptedAgent[] reporting)
    {
        for (int i = 0; i < 400 && !done.IsCompleted; i++)
        {
            foreach (ScriptedAgent agent in reporting) await agent.SecondAsync();
            Time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.WhenAny(done, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        Assert.True(done.IsCompleted, "it did not come in 100 seconds of the run");
        await done;
    }

    public void Hear(ProbeResult result) => _execution.Hear(result);

    public Task<string?> ChangeRateAsync(double rate) => _execution.ChangeRateAsync(rate, "person");

    /// <summary>An agent that comes while the run is under way.</summary>
    public ScriptedAgent Late(string name) => new(_link, name);

    public void Stop(string by, string reason) => _execution.Stop(by, reason);

    /// <summary>The result of the watched probe, at this moment.</summary>
    public ProbeResult Dialled(Outcome outcome, int milliseconds = 20) => new()
    {
        Id = Guid.CreateVersion7(), Probe = Probe.Name, Target = "shop", Agent = "agent-1",
        Journey = new JourneyResult { Started = Time.GetUtcNow(), Duration = TimeSpan.FromMilliseconds(milliseconds), Outcome = outcome, Detail = outcome == Outcome.Ok ? null : "open: refused", Steps = [] },
    };

    /// <summary>Done when the run is in a state.</summary>
    public async Task StateAsync(RunState state)
    {
        while (!States.Any(s => s.State == state)) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    /// <summary>Lets the clock run until the controller orders a stop.</summary>
    public async Task<Lease> StopOrderedAsync()
    {
        Task<Lease> stop = Agent.LeaseAsync(LeasePhase.Stop);
        await UntilAsync(stop);
        return await stop;
    }

    /// <summary>The agent ends as ordered; the report that comes of it.</summary>
    public async Task<RunReport> EndAsync(StopCause? cause = StopCause.Ordered)
    {
        await Agent.SecondAsync(last: true, stopped: cause);
        return await Report.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private async Task HearAsync(InProcessLink link)
    {
        await foreach (FromAgent message in link.Inbox.ReadAllAsync(TestContext.Current.CancellationToken)) _execution.Hear(message);
    }
}
