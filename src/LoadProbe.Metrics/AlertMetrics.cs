using Prometheus;

namespace LoadProbe.Metrics;

/// <summary>The families of what receivers are told of incidents.</summary>
public sealed class AlertMetrics
{
    private readonly Counter _sent, _dropped;
    private readonly Gauge _waiting;

    internal AlertMetrics(MetricFactory factory)
    {
        _sent = factory.CreateCounter("loadprobe_alerts_sent_total", "Attempts to tell a receiver of a group of incidents, by what came of it: ok, failed (tried again) or refused.", "receiver", "outcome");
        _dropped = factory.CreateCounter("loadprobe_alerts_dropped_total", "Notifications that a receiver was never told: it refused them, or was away until more waited than are kept (full).", "receiver", "reason");
        _waiting = factory.CreateGauge("loadprobe_alerts_waiting", "Notifications that wait until a receiver is told.", "receiver");
    }

    /// <summary>A receiver that is told of incidents from now on.</summary>
    public void Has(string receiver)
    {
        foreach (string outcome in (string[])["ok", "failed", "refused"]) _sent.WithLabels(receiver, outcome).Inc(0);
        foreach (string reason in (string[])["refused", "full"]) _dropped.WithLabels(receiver, reason).Inc(0);
    }

    public void Sent(string receiver, string outcome) => _sent.WithLabels(receiver, outcome).Inc();

    public void Dropped(string receiver, string reason) => _dropped.WithLabels(receiver, reason).Inc();

    public void Waiting(string receiver, int count) => _waiting.WithLabels(receiver).Set(count);

    /// <summary>Nobody here tells it any more.</summary>
    public void Forget(string receiver) => _waiting.RemoveLabelled(receiver);
}
