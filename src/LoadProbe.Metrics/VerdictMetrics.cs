using Prometheus;

namespace LoadProbe.Metrics;

/// <summary>The families of what is concluded of probes, on all their agents together. They vanish with the probe.</summary>
public sealed class VerdictMetrics
{
    private readonly Gauge _state, _availability, _open;
    private readonly Counter _unjudged;

    internal VerdictMetrics(MetricFactory factory)
    {
        _state = factory.CreateGauge("loadprobe_probe_state", "1 for the state that the target of the probe is in by all its agents, 0 for the others: unknown, up, degraded, down, flapping, maintenance.", "probe", "target", "state");
        _availability = factory.CreateGauge("loadprobe_probe_availability_ratio", "How much was good since this controller began to lead, without what nobody could tell and without maintenance: by time (time) or by runs (run).", "probe", "target", "by");
        _open = factory.CreateGauge("loadprobe_incidents_open", "Incidents that are open; absent while the controller stands by.");
        _unjudged = factory.CreateCounter("loadprobe_verdict_dropped_results_total", "Results that were not judged, because more came than could be looked at.");
        _open.Unpublish();
    }

    /// <summary>How a probe stands now.</summary>
    public void Set(string probe, string target, ProbeState now, Availability availability)
    {
        foreach (ProbeState state in ProbeStates.All) _state.WithLabels(probe, target, state.Word()).Set(state == now ? 1 : 0);
        Set(availability.ByTime, probe, target, "time");
        Set(availability.ByRun, probe, target, "run");
    }

    /// <param name="open">How many incidents are open; null = the controller stands by, and does not know.</param>
    public void Open(int? open)
    {
        if (open is { } known) _open.Set(known);
        if (open is null) _open.Unpublish();
        else _open.Publish();
    }

    public void Dropped() => _unjudged.Inc();

    /// <summary>Removes every series of a probe that is no more.</summary>
    public void Forget(string probe)
    {
        foreach (Gauge gauge in (Gauge[])[_state, _availability])
        {
            foreach (string[] labels in gauge.GetAllLabelValues().Where(l => l[0] == probe).ToArray()) gauge.RemoveLabelled(labels);
        }
    }

    private void Set(double? ratio, params string[] labels)
    {
        if (ratio is { } known) _availability.WithLabels(labels).Set(known);
        else _availability.RemoveLabelled(labels);
    }
}
