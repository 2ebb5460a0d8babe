using LoadProbe.Link;
using LoadProbe.Metrics;

namespace LoadProbe.Controller.Tests;

/// <summary>A real controller with its real store, policies and guards, and imagined agents, customers, people and clocks around it.</summary>
internal sealed class ImaginedWorld : IAsyncDisposable, IBundles
{
    public const double Rate = 30, Ceiling = 40;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-sequences-").FullName;
    private readonly InProcessLink _link = new();
    private int _version;

    private ImaginedWorld(ImaginedClock time) => Time = time;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public ImaginedClock Time { get; }

    public Controller Controller { get; private set; } = null!;

    public IReadOnlyList<ImaginedAgent> Agents { get; private set; } = [];

    /// <summary>Which edit of the files is in force.</summary>
    public int Version
    {
        get => _version;
        set
        {
            _version = value;
            Controller.Scenarios = [Scenario()];
        }
    }

    public static async Task<ImaginedWorld> StartAsync()
    {
        var world = new ImaginedWorld(new ImaginedClock(new DateTimeOffset(2026, 3, 2, 9, 30, 0, TimeSpan.Zero)));
        world.Controller = new Controller(await SqliteStore.OpenAsync(Path.Combine(world._folder, "store.db"), world.Time), new MetricsBook("test"), world.Time) { Bundles = world };
        world.Controller.Lead(world._link, 1, world);
        world.Agents = [.. Enumerable.Range(1, 3).Select(i => new ImaginedAgent(world._link, $"agent-{i}", world.Time))];
        foreach (ImaginedAgent agent in world.Agents) agent.Join();
        world.Version = 1;
        while (world.Controller.Agents.Count < 3) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
        return world;
    }

    /// <summary>The newest run, as it was told last; null = there was none.</summary>
    public RunReport? Run => Controller.Live.Newest;

    /// <summary>A quarter of a second passes: the clock, then the agents by what the controller has told them, then the controller by what they say.</summary>
    public async Task PassAsync()
    {
        Time.Advance(Step);
        await HeardAsync();
        foreach (ImaginedAgent agent in Agents) agent.Step();
        await HeardAsync();
    }

    /// <summary>A customer's dial, as an agent tells of it.</summary>
    public void Dial(ImaginedAgent agent, Outcome outcome) => agent.Say(new ProbeFinished(new ProbeResult
    {
        Id = Guid.CreateVersion7(), Probe = "front", Target = "shop", Agent = agent.Name,
        Journey = new JourneyResult { Started = Time.GetUtcNow(), Duration = TimeSpan.FromMilliseconds(20), Outcome = outcome, Detail = "GET /", Steps = [] },
    }));

    public async ValueTask DisposeAsync()
    {
        await Time.WhileAsync(Controller.DisposeAsync().AsTask());
        Directory.Delete(_folder, recursive: true);
    }

    public DefinitionBundle? Pack(Scenario scenario, out string? fault)
    {
        fault = null;
        return new DefinitionBundle { Roots = [new BundleRoot("press.yaml")], Files = [new BundledFile("press.yaml", BitConverter.GetBytes(_version))] };
    }

    public DefinitionBundle? Pack(IReadOnlyList<Probe> probes, out string? fault) => throw new NotSupportedException();

    public Scenario? OpenScenario(DefinitionBundle bundle, out string? fault) => throw new NotSupportedException();

    public IReadOnlyList<Probe>? OpenProbes(DefinitionBundle bundle, out string? fault) => throw new NotSupportedException();

    // The run answers in the order in which it hears: a wish that it refuses is answered when all before it was heard, and the second one when what came of that was done.
    private async Task HeardAsync()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (_link.Inbox.Count > 0 && !late.IsCancellationRequested) await Task.Yield();
        for (int turn = 0; turn < 2; turn++) await Controller.ChangeRateAsync(double.MaxValue, "nobody").WaitAsync(late.Token);
    }

    private static Scenario Scenario()
    {
        var target = new Target { Name = "shop", Address = new Uri("http://127.0.0.1:9/"), Class = EnvironmentClass.Prod, Owner = "trading", Proof = new Proof("abcdefgh", TimeSpan.FromSeconds(60)) };
        Probe front = new() { At = default, Every = TimeSpan.FromSeconds(1), Journey = new Journey { Name = "front", Target = target, Steps = [], Timeout = TimeSpan.FromSeconds(1) } };
        return new Scenario
        {
            Name = "press", At = default, Target = target, Mix = [new WeightedJourney(front.Journey with { Name = "visit" }, 1)], Load = [new Inject(Rate, TimeSpan.FromSeconds(15))],
            Drain = TimeSpan.FromSeconds(1), RateCeiling = Ceiling, Watched = [front],
            Guards = [Guard.Parse("probe front fails 2 of 3, else hold for 2s", out _)!, Guard.Parse("probe front fails 4 times from 2 agents, else abort", out _)!, Guard.Parse("response p95 < 200ms over 2s, else back off for 2s", out _)!, Guard.Parse("response p95 < 900ms over 2s, else abort", out _)!],
            Window = new RunWindow([], new TimeOnly(9, 0), new TimeOnly(9, 45), TimeZoneInfo.Utc),
            After = new After { CoolDown = TimeSpan.FromSeconds(1), Recovered = new Recovery { Within = TimeSpan.FromSeconds(10), Passes = 2 } },
        };
    }
}
