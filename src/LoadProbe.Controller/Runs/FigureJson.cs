using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>Figures that a run as a whole and each of its seconds have, written the same way in both.</summary>
internal static class FigureJson
{
    public static void WriteCounts(this Utf8JsonWriter json, ArrivalCounts counts)
    {
        json.WriteNumber("due", counts.Due);
        json.WriteNumber("sent", counts.Sent);
        json.WriteNumber("dropped", counts.Dropped);
        json.WriteStartObject("dropped_by");
        foreach ((string name, long count) in counts.Drops.Named()) json.WriteNumber(name, count);
        json.WriteEndObject();
        json.WriteNumber("completed", counts.Completed);
        json.WriteNumber("failed", counts.Failed);
    }

    public static void WriteHealth(this Utf8JsonWriter json, GeneratorHealth health)
    {
        json.WriteNumber("cpu_fraction", health.CpuFraction);
        json.WriteNumber("cpu_wait_fraction", health.CpuWaitFraction);
        json.WriteNumber("use_of_allowed", health.UseOfAllowed);
        json.WriteNumber("gc_pause_fraction", health.GcPauseFraction);
        json.WriteNumber("throttled_fraction", health.ThrottledFraction);
        json.WriteSeconds("pool_delay_seconds", health.PoolDelay);
        json.WriteNumber("memory_bytes", health.MemoryBytes);
        json.WriteNumber("open_files", health.OpenFiles);
    }

    /// <summary>What is not known is not there.</summary>
    public static void WriteNetwork(this Utf8JsonWriter json, NetworkFigures? network)
    {
        if (network is null) return;
        json.WriteStartObject("network");
        json.WriteNumber("connections", network.Opened);
        if (network.Sent is { } sent) json.WriteNumber("segments_sent", sent);
        if (network.Retransmitted is { } again) json.WriteNumber("retransmitted", again);
        if (network.Loss is { } loss) json.WriteNumber("retransmitted_fraction", Math.Round(loss, 6));
        json.WriteNumber("resets", network.Resets);
        if (network.LeastRtt is { } least) json.WriteSeconds("least_rtt_seconds", least);
        if (network.Rtt.Count > 0) json.WriteHistogram("rtt", network.Rtt);
        json.WriteEndObject();
    }

    /// <summary>Not there when nobody asked.</summary>
    public static void WriteOwnShare(this Utf8JsonWriter json, OwnShare? share)
    {
        if (share is null) return;
        json.WriteStartObject("own_share");
        json.WriteString("tier", share.Tier == PacketTier.Packets ? "packets" : "none");
        json.WriteOptional("reason", share.Reason);
        json.WriteOptional("detail", share.Detail);
        json.WriteNumber("one_in", share.OneIn);
        json.WriteNumber("sampled", share.Sampled);
        json.WriteNumber("joined", share.Joined);
        json.WriteNumber("degraded", share.Degraded);
        json.WriteNumber("passed_over", share.PassedOver);
        json.WriteNumber("kernel_drops", share.KernelDrops);
        if (share.Joined > 0)
        {
            json.WriteHistogram("application", share.Application);
            json.WriteHistogram("wire", share.Wire);
            json.WriteHistogram("own", share.Own);
        }

        json.WriteEndObject();
    }

    public static string Word(this Phase phase) => phase.ToString().ToLowerInvariant();
}
