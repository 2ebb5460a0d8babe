using LoadProbe.Link;

namespace LoadProbe.Controller.Tests;

/// <summary>An agent that sends no load: it gets ready, and says then what the test wants of each second.</summary>
internal sealed class ScriptedAgent(InProcessLink link, string name = "agent-1")
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IAgentEnd _end = link.Connect(name);
    private int _snapshots;

    public string Run { get; private set; } = "";

    /// <summary>Its share, as it was told last.</summary>
    public Segment Segment { get; private set; }

    /// <summary>Waits for the order and says what it thinks of it.</summary>
    public async Task ReadyAsync(string? fault = null)
    {
        await OrderedAsync();
        await _end.SendAsync(new RunReady(Run, fault), Token);
    }

    /// <summary>Waits for the order, and says nothing of it.</summary>
    public async Task OrderedAsync()
    {
        RunOrdered? order = null;
        while (order is null) order = await NextAsync("a run's order") as RunOrdered;
        (Run, Segment) = (order.Run, order.Segment);
    }

    /// <summary>The next lease of this phase.</summary>
    public Task<Lease> LeaseAsync(LeasePhase phase) => LeaseAsync(l => l.Phase == phase);

    /// <summary>The next lease of this kind.</summary>
    public async Task<Lease> LeaseAsync(Func<Lease, bool> wanted)
    {
        while (true)
        {
            if (await NextAsync("a lease") is LeaseRenewed renewed && wanted(renewed.Lease)) return renewed.Lease;
        }
    }

    private async Task<DownMessage> NextAsync(string what)
    {
        try
        {
            return await _end.Inbox.ReadAsync(Token).AsTask().WaitAsync(Patience, TimeProvider.System, Token);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{what} did not come to {name}");
            throw;
        }
    }

    public ValueTask SayAsync(UpMessage message) => _end.SendAsync(message, Token);

    /// <summary>A second in which ten journeys ran, all of them so long, started so late.</summary>
    public ValueTask SecondAsync(double response = 0.01, double lateness = 0.001, bool last = false, StopCause? stopped = null, int failed = 0)
    {
        _snapshots++;
        return SayAsync(new SnapshotTaken(Run, Example(_snapshots, response, lateness, failed) with { Agent = name, Last = last, Stopped = stopped }));
    }

    public static Snapshot Example(int number, double response = 0.01, double lateness = 0.001, int failed = 0) => new()
    {
        Agent = "agent-1", Number = number, At = TimeSpan.FromSeconds(number), Arrivals = new ArrivalCounts(11, 10, 1, 10, failed, 0), InFlight = 2, TargetRate = 11,
        Response = Ten(response), Service = Ten(response), Lateness = Ten(lateness), Generator = new GeneratorHealth(0.2, 0.01), BytesSent = 100, BytesReceived = 1_000,
        Steps = [new StepSnapshot { Journey = "visit", Step = "/", Completed = 10, Failed = failed, Outcomes = new Dictionary<Outcome, long> { [Outcome.Ok] = 10 - failed }, Response = Ten(response), Service = Ten(response) }],
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static PackedHistogram Ten(double seconds)
    {
        var histogram = new LatencyHistogram();
        for (int i = 0; i < 10; i++) histogram.Record(TimeSpan.FromSeconds(seconds));
        return PackedHistogram.Of(histogram);
    }
}
