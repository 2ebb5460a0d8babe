using Prometheus;

namespace LoadProbe.Metrics;

/// <summary>The families of a controller, its link, its store, its verdicts and its alerts.</summary>
public sealed class OwnMetrics
{
    internal OwnMetrics(MetricFactory factory) => (Controller, Link, Store, Verdicts, Alerts) = (new ControllerMetrics(factory), new LinkMetrics(factory), new StoreMetrics(factory), new VerdictMetrics(factory), new AlertMetrics(factory));

    public ControllerMetrics Controller { get; }

    public LinkMetrics Link { get; }

    public StoreMetrics Store { get; }

    public VerdictMetrics Verdicts { get; }

    public AlertMetrics Alerts { get; }
}
