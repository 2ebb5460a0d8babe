using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>A run's states, and how customers fared before and after it, in its document.</summary>
internal static class CourseJson
{
    public static void Write(Utf8JsonWriter json, RunReport run)
    {
        json.WriteStartArray("timeline");
        foreach (RunMove move in run.Timeline)
        {
            json.WriteStartObject();
            json.WriteString("state", move.State.Word());
            json.WriteString("at", move.At.Rfc3339());
            json.WriteString("by", move.By);
            if (move.Why.Length > 0) json.WriteString("why", move.Why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (run.Recovery is { } recovery) Write(json, recovery);
        if (run.Ended is null) return;
        if (RunReview.SafeRate(run) is { } safe) json.WriteNumber("safe_rate", Math.Round(safe, 3));
        json.WriteStrings("open", RunReview.Open(run));
    }

    private static void Write(Utf8JsonWriter json, RecoveryReading recovery)
    {
        json.WriteStartObject("recovery");
        if (recovery.Recovered is { } recovered) json.WriteBoolean("recovered", recovered);
        json.WriteSeconds("after_seconds", recovery.After);
        json.WriteOptional("lacks", recovery.Lacks);
        json.WriteStartArray("probes");
        foreach (RecoveredProbe probe in recovery.Probes)
        {
            json.WriteStartObject();
            json.WriteString("probe", probe.Probe);
            Write(json, "before", probe.Before);
            Write(json, "during", probe.During);
            Write(json, "after", probe.After);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, DialFigures dials)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count", dials.Count);
        json.WriteNumber("failed", dials.Failed);
        json.WriteSeconds("p50", dials.Median);
        json.WriteSeconds("p95", dials.P95);
        json.WriteSeconds("max", dials.Longest);
        json.WriteEndObject();
    }
}
