using Prometheus;

namespace LoadProbe.Metrics;

/// <summary>What path steps tell; single hops are in results only, as their addresses would be labels without end.</summary>
internal sealed class PathMetrics
{
    private readonly Gauge _hops, _reached, _hash, _lossFrom;
    private readonly Counter _changes;

    public PathMetrics(MetricFactory factory, string[] probe)
    {
        string[] labels = [.. probe, "step"];
        _hops = factory.CreateGauge("loadprobe_path_hops", "Hops to the host in the last run; absent when it did not answer.", labels);
        _reached = factory.CreateGauge("loadprobe_path_reached", "1 when the host answered in the last run, else 0.", labels);
        _hash = factory.CreateGauge("loadprobe_path_route_hash", "The same number for the same route; a hop that is silent is taken to be who it was.", labels);
        _lossFrom = factory.CreateGauge("loadprobe_path_loss_from_hop", "The hop from which on packets were lost in the last run, 1 = the first router; absent when none were.", labels);
        _changes = factory.CreateCounter("loadprobe_path_route_changes_total", "Runs that found another route than the run before.", labels);
    }

    public IEnumerable<ICollector> All => [_hops, _reached, _hash, _lossFrom, _changes];

    public void Write(PathFigures path, string[] labels)
    {
        _reached.WithLabels(labels).Set(path.Reached ? 1 : 0);
        _hash.WithLabels(labels).Set(path.RouteHash);
        _changes.WithLabels(labels).Inc(path.Changed ? 1 : 0);
        if (path.Reached) _hops.WithLabels(labels).Set(path.Hops.Count);
        else _hops.RemoveLabelled(labels);
        if (path.LossFrom is { } hop) _lossFrom.WithLabels(labels).Set(hop);
        else _lossFrom.RemoveLabelled(labels);
    }
}
