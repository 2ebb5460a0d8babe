using Prometheus;

namespace LoadProbe.Metrics;

/// <summary>The families of an agent that keeps the packets it captures.</summary>
public sealed class PacketMetrics
{
    private readonly Gauge _bytes;
    private readonly Counter _lost;

    internal PacketMetrics(MetricFactory factory)
    {
        _bytes = factory.CreateGauge("loadprobe_capture_kept_bytes", "Bytes of captured packets on the agent's disk.", "agent");
        _lost = factory.CreateCounter("loadprobe_capture_unkept_packets_total", "Captured packets that the agent's disk did not take.", "agent");
    }

    /// <param name="agent">Which.</param>
    /// <param name="bytes">On its disk.</param>
    /// <param name="lost">That its disk did not take.</param>
    public void Set(string agent, long bytes, long lost)
    {
        _bytes.WithLabels(agent).Set(bytes);
        _lost.WithLabels(agent).IncTo(lost);
    }
}
