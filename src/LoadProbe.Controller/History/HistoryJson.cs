using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>A probe's past as the API gives it.</summary>
internal static class HistoryJson
{
    public static string Text(ProbeHistory history) => JsonWriting.Text(json =>
    {
        json.WriteStartObject();
        json.WriteString("probe", history.Question.Probe);
        WriteQuestion(json, history.Question);
        WriteBody(json, history);
        json.WriteEndObject();
    });

    /// <summary>Of which time it is, and of which agent where it is of one.</summary>
    public static void WriteQuestion(Utf8JsonWriter json, HistoryQuestion question)
    {
        json.WriteOptional("agent", question.Agent);
        json.WriteString("from", question.From.Rfc3339());
        json.WriteString("to", question.To.Rfc3339());
        json.WriteSeconds("step_seconds", question.Step);
    }

    /// <summary>All of it together, each agent, and each step; members of an object that is begun.</summary>
    public static void WriteBody(Utf8JsonWriter json, ProbeHistory history)
    {
        json.WriteStartObject("total");
        Write(json, history.All);
        json.WriteEndObject();
        json.WriteStartArray("agents");
        foreach ((string agent, HistorySum sum) in history.Agents) Write(json, "agent", agent, sum);
        json.WriteEndArray();
        json.WriteStartArray("steps");
        foreach ((DateTimeOffset start, HistorySum sum) in history.Steps) Write(json, "start", start.Rfc3339(), sum);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, string value, HistorySum sum)
    {
        json.WriteStartObject();
        json.WriteString(name, value);
        Write(json, sum);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, HistorySum sum)
    {
        json.WriteNumber("count", sum.Count);
        json.WriteNumber("passed", sum.Passed);
        json.WriteNumber("failed", sum.Failed);
        json.WriteNumber("invalid", sum.Invalid);
        json.WriteStartObject("outcomes");
        foreach ((string outcome, long times) in sum.Outcomes) json.WriteNumber(outcome, times);
        json.WriteEndObject();
        json.WriteStartObject("availability");
        if (sum.Availability.ByTime is { } time) json.WriteNumber("time", time);
        if (sum.Availability.ByRun is { } run) json.WriteNumber("run", run);
        json.WriteEndObject();
        if (sum.Known + sum.Maintenance > TimeSpan.Zero)
        {
            json.WriteSeconds("known_seconds", sum.Known);
            json.WriteSeconds("down_seconds", sum.Down);
            json.WriteSeconds("degraded_seconds", sum.Degraded);
            json.WriteSeconds("maintenance_seconds", sum.Maintenance);
        }

        // Of no run there is no latency, and none is made up.
        if (sum.Duration.Count == 0) return;
        json.WriteStartObject("duration");
        json.WriteSeconds("p50", sum.Duration.P50);
        json.WriteSeconds("p95", sum.Duration.P95);
        json.WriteSeconds("p99", sum.Duration.P99);
        json.WriteSeconds("max", sum.Duration.Max);
        json.WriteEndObject();
    }
}
