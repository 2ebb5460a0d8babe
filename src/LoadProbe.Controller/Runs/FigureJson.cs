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

    public static string Word(this Phase phase) => phase.ToString().ToLowerInvariant();
}
