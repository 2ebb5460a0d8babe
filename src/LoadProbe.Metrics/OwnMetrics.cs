using Prometheus;

namespace LoadProbe.Metrics;

/// <summary>The families of a controller, its link, its store and its verdicts.</summary>
public sealed class OwnMetrics
{
    internal OwnMetrics(MetricFactory factory) => (Controller, Link, Store, Verdicts) = (new ControllerMetrics(factory), new LinkMetrics(factory), new StoreMetrics(factory), new VerdictMetrics(factory));

    public ControllerMetrics Controller { get; }

    public LinkMetrics Link { get; }

    public StoreMetrics Store { get; }

    public VerdictMetrics Verdicts { get; }
}
