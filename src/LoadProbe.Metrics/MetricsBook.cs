using Prometheus;

namespace LoadProbe.Metrics;

/// <summary>
/// All that Prometheus reads from a controller or agent, in one registry of our own; the only place that knows the
/// exposition library. Every name is here or in the two classes it owns.
/// </summary>
public sealed class MetricsBook : IResultSink
{
    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly Gauge _build;
    private readonly Gauge _agents;

    public MetricsBook(string version)
    {
        MetricFactory factory = Prometheus.Metrics.WithCustomRegistry(_registry);
        _build = factory.CreateGauge("loadprobe_build_info", "Always 1; the version is in the label.", "version");
        _build.WithLabels(version).Set(1);
        _agents = factory.CreateGauge("loadprobe_agent_info", "Always 1 for an agent that has joined; its place is in the labels.", "agent", "region", "city", "carrier", "asn");
        Probes = new ProbeMetrics(factory);
        Runs = new RunMetrics(factory);
    }

    public ProbeMetrics Probes { get; }

    public RunMetrics Runs { get; }

    public void Write(ProbeResult result) => Probes.Write(result);

    /// <summary>An agent joined, with its labels; those it lacks are empty.</summary>
    public void Joined(string agent, IReadOnlyDictionary<string, string> labels) =>
        _agents.WithLabels([agent, .. new[] { "region", "city", "carrier", "asn" }.Select(l => labels.GetValueOrDefault(l, ""))]).Set(1);

    /// <summary>Writes everything in the text format 0.0.4.</summary>
    public Task WriteAsync(Stream stream, CancellationToken token) => _registry.CollectAndExportAsTextAsync(stream, token);
}
