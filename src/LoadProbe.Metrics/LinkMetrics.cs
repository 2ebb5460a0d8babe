using Prometheus;

namespace LoadProbe.Metrics;

/// <summary>The families of a controller's link to its agents. All of it is as of now: what is not said again is gone.</summary>
public sealed class LinkMetrics
{
    private readonly Gauge _open, _pending, _lastSign, _offset, _uncertainty;
    private readonly LinkEvents _events;
    private readonly HashSet<string> _agents = [];

    internal LinkMetrics(MetricFactory factory)
    {
        _open = factory.CreateGauge("loadprobe_link_open", "1 while the controller that leads has a server, 0 while it has none; absent while it stands by.");
        _pending = factory.CreateGauge("loadprobe_link_pending_messages", "Snapshots and results that the controller has from the server and has not acknowledged yet, because they are in no commit.");
        _events = new LinkEvents(factory);
        _lastSign = factory.CreateGauge("loadprobe_agent_last_sign_timestamp_seconds", "When the agent's last sign of life came.", "agent");
        _offset = factory.CreateGauge("loadprobe_agent_clock_offset_seconds", "What the agent's clock lacks to the controller's, as it knows itself.", "agent");
        _uncertainty = factory.CreateGauge("loadprobe_agent_clock_uncertainty_seconds", "By how much that may be wrong.", "agent");
        _open.Unpublish();
        _pending.Unpublish();
    }

    /// <param name="pending">Handed over and not acknowledged.</param>
    /// <param name="events">What the controller's end has counted, by what it is.</param>
    public void Set(bool isOpen, long pending, IEnumerable<(string Event, long Count)> events)
    {
        _open.Set(isOpen ? 1 : 0);
        _open.Publish();
        _pending.Set(pending);
        _pending.Publish();
        _events.Set("controller", "", events);
    }

    /// <summary>There is no link.</summary>
    public void Clear()
    {
        _open.Unpublish();
        _pending.Unpublish();
        Keep([]);
    }

    /// <summary>An agent's last sign of life.</summary>
    public void Set(string agent, DateTimeOffset at, (TimeSpan Offset, TimeSpan Uncertainty)? clock, IEnumerable<(string Event, long Count)> events)
    {
        _agents.Add(agent);
        _lastSign.WithLabels(agent).Set(at.ToUnixTimeMilliseconds() / 1000.0);
        if (clock is { } known)
        {
            _offset.WithLabels(agent).Set(known.Offset.TotalSeconds);
            _uncertainty.WithLabels(agent).Set(known.Uncertainty.TotalSeconds);
        }
        else
        {
            _offset.RemoveLabelled(agent);
            _uncertainty.RemoveLabelled(agent);
        }

        _events.Set("agent", agent, events);
    }

    /// <summary>Only these agents are there: what the others said is gone.</summary>
    public void Keep(HashSet<string> agents)
    {
        foreach (string gone in _agents.Where(a => !agents.Contains(a)).ToArray())
        {
            _agents.Remove(gone);
            foreach (Gauge gauge in (Gauge[])[_lastSign, _offset, _uncertainty]) gauge.RemoveLabelled(gone);
            _events.Forget(gone);
        }
    }
}
