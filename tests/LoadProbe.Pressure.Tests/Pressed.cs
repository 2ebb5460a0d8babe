namespace LoadProbe.Pressure.Tests;

/// <summary>A run of one scenario, with a lease in the test's hand.</summary>
internal sealed class Pressed : ISecretStore
{
    private long _sequence;

    public Pressed(Target target, params LoadPhase[] load) => Scenario = new Scenario
    {
        Name = "press", At = default, Target = target, Mix = [new WeightedJourney(Journey(target, "/"), 1)], Load = load, Drain = TimeSpan.FromMilliseconds(200),
    };

    public Scenario Scenario { get; set; }

    public AgentLimits? Limits { get; set; }

    /// <summary>Told why the target wants no more.</summary>
    public Action<string>? Unwanted { get; set; }

    /// <summary>Told before a journey writes.</summary>
    public IWriteLog? Writes { get; set; }

    public LeaseHold Lease { get; } = new(TimeProvider.System);

    public List<Snapshot> Snapshots { get; } = [];

    public Snapshot Last => Snapshots[^1];

    public ArrivalCounts Total => Snapshots.Aggregate(default(ArrivalCounts), (sum, s) => sum + s.Arrivals);

    public static Journey Journey(Target target, params string[] paths) => new()
    {
        Name = "visit", Target = target, Timeout = TimeSpan.FromSeconds(10),
        Steps = [.. paths.Select(p => new HttpStep { Name = p, At = default, Method = "GET", Url = Template.Constant(p) })],
    };

    public bool Renew(LeasePhase phase = LeasePhase.Run, TimeSpan? timeToLive = null, IReadOnlyList<Share>? shares = null, IReadOnlyList<LoadPhase>? load = null, bool more = false, double? ceiling = null) => Lease.Take(new Lease
    {
        Shares = shares, Load = load, More = more, RateCeiling = ceiling,
        Run = "r", Sequence = ++_sequence, Phase = phase, NotAfter = DateTimeOffset.MaxValue, TimeToLive = timeToLive ?? TimeSpan.FromMinutes(1),
    });

    /// <param name="ago">How long before now the plan began.</param>
    public async Task RunAsync(Segment? segment = null, Action<Snapshot>? each = null, TimeSpan ago = default)
    {
        if (Lease.Current is null) Renew();
        using var runner = new LoadRunner("r", Scenario, segment ?? Segment.Whole, "agent-1", Lease, this, TimeProvider.System, limits: Limits, unwanted: Unwanted, writes: Writes);
        await runner.RunAsync(TimeProvider.System.GetTimestamp() - TimeProvider.System.Stamps(ago), snapshot =>
        {
            Snapshots.Add(snapshot);
            each?.Invoke(snapshot);
            return ValueTask.CompletedTask;
        }, TestContext.Current.CancellationToken);
    }

    public string? Read(SecretReference reference) => null;
}
