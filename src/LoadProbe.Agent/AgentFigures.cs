using LoadProbe.Capture;
using LoadProbe.Link;
using LoadProbe.Metrics;

namespace LoadProbe.Agent;

/// <summary>What an agent tells of itself, each time that somebody reads its metrics.</summary>
public static class AgentFigures
{
    /// <summary>From now on what is kept of packets is in the metrics.</summary>
    public static void Show(MetricsBook metrics, string agent, PacketRing? packets)
    {
        if (packets is null) return;
        metrics.BeforeReading(_ =>
        {
            metrics.Packets.Set(agent, packets.Bytes, packets.Lost);
            return Task.CompletedTask;
        });
    }

    /// <summary>From now on they are in the metrics.</summary>
    public static void Show(MetricsBook metrics, AgentOptions options, NatsAgentEnd end)
    {
        metrics.Joined(options.Name, options.Labels);
        metrics.BeforeReading(_ =>
        {
            metrics.Agent.Set(options.Name, end.IsOpen, end.CredentialsExpire, end.Counts.ByWord());
            Tell("result", end.WaitingResults);
            Tell("snapshot", end.WaitingSnapshots);
            Tell("attachment", end.WaitingAttachments);
            return Task.CompletedTask;
        });

        void Tell(string kind, (int Count, long Bytes) waiting) => metrics.Agent.Waiting(options.Name, kind, waiting.Count, waiting.Bytes);
    }
}
