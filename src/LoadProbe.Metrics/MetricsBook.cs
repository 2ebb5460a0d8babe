using Prometheus;

namespace LoadProbe.Metrics;

/// <summary>
/// All that Prometheus reads from a controller or agent, in one registry of our own; the only place that knows the
/// exposition library. Every name is here or in the classes it owns.
/// </summary>
public sealed class MetricsBook : IResultSink
{
    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly Gauge _build;
    private readonly Gauge _agents;
    private readonly Lazy<OwnMetrics> _own;
    private readonly Lazy<AgentMetrics> _agent;
    private readonly Lazy<PacketMetrics> _packets;
    private readonly Lazy<BlackboxMetrics> _blackbox;

    public MetricsBook(string version)
    {
        MetricFactory factory = Prometheus.Metrics.WithCustomRegistry(_registry);
        _build = factory.CreateGauge("loadprobe_build_info", "Always 1; the version is in the label.", "version");
        _build.WithLabels(version).Set(1);
        _agents = factory.CreateGauge("loadprobe_agent_info", "Always 1 for an agent that has joined; its place is in the labels.", "agent", "region", "city", "carrier", "asn");
        Probes = new ProbeMetrics(factory);
        Schedule = new ScheduleMetrics(factory);
        Runs = new RunMetrics(factory);
        _own = new Lazy<OwnMetrics>(() => new OwnMetrics(factory));
        _agent = new Lazy<AgentMetrics>(() => new AgentMetrics(factory));
        _packets = new Lazy<PacketMetrics>(() => new PacketMetrics(factory));
        _blackbox = new Lazy<BlackboxMetrics>(() => new BlackboxMetrics(factory, version));
    }

    public ProbeMetrics Probes { get; }

    public ScheduleMetrics Schedule { get; }

    public RunMetrics Runs { get; }

    /// <summary>What a controller tells of itself; only one that is asked for is shown.</summary>
    public OwnMetrics Own => _own.Value;

    /// <summary>What an agent that has joined tells of itself, in the same way.</summary>
    public AgentMetrics Agent => _agent.Value;

    /// <summary>What an agent tells that keeps packets, in the same way.</summary>
    public PacketMetrics Packets => _packets.Value;

    /// <summary>What an agent tells that is asked as blackbox_exporter would be.</summary>
    public BlackboxMetrics Blackbox => _blackbox.Value;

    public void Write(ProbeResult result) => Probes.Write(result);

    /// <summary>An agent joined, with its labels; those it lacks are empty.</summary>
    public void Joined(string agent, IReadOnlyDictionary<string, string> labels)
    {
        string[] place = [agent, .. new[] { "region", "city", "carrier", "asn" }.Select(l => labels.GetValueOrDefault(l, ""))];
        // It may have come back from another place.
        foreach (string[] before in _agents.GetAllLabelValues().Where(l => l[0] == agent && !l.SequenceEqual(place)).ToArray()) _agents.RemoveLabelled(before);
        _agents.WithLabels(place).Set(1);
    }

    /// <summary>An agent has left.</summary>
    public void Left(string agent)
    {
        foreach (string[] before in _agents.GetAllLabelValues().Where(l => l[0] == agent).ToArray()) _agents.RemoveLabelled(before);
    }

    /// <summary>Asked before each reading, so that what is read is as of now.</summary>
    public void BeforeReading(Func<CancellationToken, Task> ask) => _registry.AddBeforeCollectCallback(ask);

    /// <summary>Writes everything in the text format 0.0.4.</summary>
    public Task WriteAsync(Stream stream, CancellationToken token) => _registry.CollectAndExportAsTextAsync(stream, token);
}
