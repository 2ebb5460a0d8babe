using Prometheus;

namespace LoadProbe.Metrics;

/// <summary>The families of an agent that has joined, as it knows itself: its link, and what waits to be sent.</summary>
public sealed class AgentMetrics
{
    private readonly Gauge _open, _waiting, _bytes, _expiry;
    private readonly Counter _attachments;
    private readonly LinkEvents _events;

    internal AgentMetrics(MetricFactory factory)
    {
        _open = factory.CreateGauge("loadprobe_agent_link_open", "1 while the agent has a NATS server, 0 while it has none.", "agent");
        _waiting = factory.CreateGauge("loadprobe_agent_waiting_messages", "What the NATS server does not have yet by kind: result, snapshot, attachment.", "agent", "kind");
        _bytes = factory.CreateGauge("loadprobe_agent_waiting_bytes", "Bytes that it takes, on the agent's disk or in its memory, by kind: result, snapshot, attachment.", "agent", "kind");
        _expiry = factory.CreateGauge("loadprobe_agent_credentials_expiry_timestamp_seconds", "When the agent's credentials end unless they are renewed before; absent where it needs none.", "agent");
        _attachments = factory.CreateCounter("loadprobe_agent_attachments_total", "What became of what was seen in failed runs: sent; paced, a run whose turn it was not; too_large; queue_full, it waits for the server with too much else.", "agent", "outcome");
        _events = new LinkEvents(factory);
    }

    /// <param name="agent">Which.</param>
    /// <param name="isOpen">Whether it has a server.</param>
    /// <param name="expires">When its credentials end; null = it has none.</param>
    /// <param name="events">What its end of the link has counted, by what it is.</param>
    public void Set(string agent, bool isOpen, DateTimeOffset? expires, IEnumerable<(string Event, long Count)> events)
    {
        _open.WithLabels(agent).Set(isOpen ? 1 : 0);
        if (expires is { } end) _expiry.WithLabels(agent).Set(end.ToUnixTimeSeconds());
        _events.Set("agent", agent, events);
    }

    /// <param name="agent">Which.</param>
    /// <param name="outcome">sent, paced, too_large or queue_full.</param>
    public void Attachment(string agent, string outcome) => _attachments.WithLabels(agent, outcome).Inc();

    /// <param name="agent">Which.</param>
    /// <param name="kind">result, snapshot or attachment.</param>
    /// <param name="count">That wait.</param>
    /// <param name="bytes">That they take.</param>
    public void Waiting(string agent, string kind, int count, long bytes)
    {
        _waiting.WithLabels(agent, kind).Set(count);
        _bytes.WithLabels(agent, kind).Set(bytes);
    }
}
