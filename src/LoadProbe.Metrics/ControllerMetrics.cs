using Prometheus;

namespace LoadProbe.Metrics;

/// <summary>The families of a controller.</summary>
public sealed class ControllerMetrics
{
    private readonly Gauge _leading, _epoch, _agents;
    private readonly Counter _takeovers, _scheduled;

    internal ControllerMetrics(MetricFactory factory)
    {
        _leading = factory.CreateGauge("loadprobe_controller_leading", "1 while this controller leads, 0 while it stands by.");
        _epoch = factory.CreateGauge("loadprobe_controller_epoch", "The epoch in which this controller leads, or led last; 0 when it never did.");
        _agents = factory.CreateGauge("loadprobe_controller_agents", "Agents that have joined and not left; none while the controller stands by.");
        _takeovers = factory.CreateCounter("loadprobe_controller_takeovers_total", "Runs that another controller began and this one has ended.");
        _scheduled = factory.CreateCounter("loadprobe_controller_scheduled_runs_total", "Times that a scenario was due by its schedule, by what became of it: started, refused, missed.", "outcome");
        foreach (string outcome in (string[])["started", "refused", "missed"]) _scheduled.WithLabels(outcome).Inc(0);
    }

    /// <param name="epoch">Null = it stands by.</param>
    /// <param name="agents">That are there.</param>
    public void Set(long? epoch, int agents)
    {
        _leading.Set(epoch is null ? 0 : 1);
        if (epoch is { } led) _epoch.Set(led);
        _agents.Set(agents);
    }

    public void TookOver() => _takeovers.Inc();

    /// <summary>Scenarios were due.</summary>
    /// <param name="outcome">started, refused or missed.</param>
    /// <param name="times">How often.</param>
    public void Due(string outcome, int times = 1) => _scheduled.WithLabels(outcome).Inc(times);
}
