using Prometheus;

namespace LoadProbe.Metrics;

/// <summary>The families of a controller, its link and its store.</summary>
public sealed class OwnMetrics
{
    internal OwnMetrics(MetricFactory factory) => (Controller, Link, Store) = (new ControllerMetrics(factory), new LinkMetrics(factory), new StoreMetrics(factory));

    public ControllerMetrics Controller { get; }

    public LinkMetrics Link { get; }

    public StoreMetrics Store { get; }
}
