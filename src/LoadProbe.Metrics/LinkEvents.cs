using Prometheus;

namespace LoadProbe.Metrics;

/// <summary>What went wrong on a link, as its ends have counted it.</summary>
internal sealed class LinkEvents(MetricFactory factory)
{
    private readonly Counter _events = factory.CreateCounter(
        "loadprobe_link_events_total",
        "What went wrong on the link, as its controller's end and each agent's have counted: dropped, unkept, unreadable, stale, unsent, repeated, refused, disconnected.",
        "end", "agent", "event");

    /// <param name="end">controller or agent.</param>
    /// <param name="agent">Which; empty at the controller's end.</param>
    /// <param name="events">What it has counted so far, by what it is.</param>
    public void Set(string end, string agent, IEnumerable<(string Event, long Count)> events)
    {
        foreach ((string what, long count) in events)
        {
            // An end that began anew counts from nothing, as Prometheus expects of a counter.
            if (_events.WithLabels(end, agent, what).Value > count) _events.RemoveLabelled(end, agent, what);
            _events.WithLabels(end, agent, what).IncTo(count);
        }
    }

    /// <summary>An agent has left.</summary>
    public void Forget(string agent)
    {
        foreach (string[] labels in _events.GetAllLabelValues().Where(l => l[1] == agent).ToArray()) _events.RemoveLabelled(labels);
    }
}
