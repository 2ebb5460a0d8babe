using System.Text;
using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>A run as <c>run --json</c> writes it and the API gives it.</summary>
public static class RunJson
{
    public static string Text(RunReport run, bool indented = false)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = indented })) Write(json, run);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static void Write(Utf8JsonWriter json, RunReport run)
    {
        json.WriteStartObject();
        json.WriteString("id", run.Id);
        json.WriteString("scenario", run.Scenario.Name);
        json.WriteString("target", run.Scenario.Target.Name);
        json.WriteString("state", run.State.ToString().ToLowerInvariant());
        json.WriteOptional("verdict", run.Verdict?.ToString().ToLowerInvariant());
        json.WriteStrings("reasons", run.Reasons);
        json.WriteString("started", run.Started.Rfc3339());
        json.WriteOptional("ended", run.Ended?.Rfc3339());
        WritePlan(json, run.Plan);
        WriteTotals(json, run.Figures);
        json.WriteStartObject("latency");
        json.WriteHistogram("response", run.Figures.Response);
        json.WriteHistogram("service", run.Figures.Service);
        json.WriteHistogram("lateness", run.Figures.Lateness);
        json.WriteEndObject();
        json.WriteStartArray("steps");
        foreach (StepFigures step in run.Figures.Steps) Write(json, step);
        json.WriteEndArray();
        Write(json, run.Generator);
        json.WriteStartArray("guards");
        foreach (GuardReading guard in run.Guards) Write(json, guard);
        json.WriteEndArray();
        if (run.Stopped is { } stop) Write(json, stop);
        json.WriteStartArray("series");
        foreach (RunSecond second in run.Series) Write(json, second);
        json.WriteEndArray();
        json.WriteStartArray("probes");
        foreach (ProbeResult probe in run.Probes) Write(json, probe);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePlan(Utf8JsonWriter json, LoadPlan plan)
    {
        json.WriteStartObject("plan");
        json.WriteNumber("arrivals", plan.Arrivals);
        json.WriteSeconds("duration_seconds", plan.Duration);
        json.WriteNumber("peak_rate", plan.PeakRate);
        json.WriteNumber("peak_users", plan.PeakUsers);
        json.WriteEndObject();
    }

    private static void WriteTotals(Utf8JsonWriter json, RunFigures figures)
    {
        json.WriteStartObject("totals");
        WriteCounts(json, figures.Arrivals);
        json.WriteNumber("abandoned", figures.Arrivals.Abandoned);
        json.WriteNumber("bytes_sent", figures.BytesSent);
        json.WriteNumber("bytes_received", figures.BytesReceived);
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, ArrivalCounts counts)
    {
        json.WriteNumber("due", counts.Due);
        json.WriteNumber("sent", counts.Sent);
        json.WriteNumber("dropped", counts.Dropped);
        json.WriteNumber("completed", counts.Completed);
        json.WriteNumber("failed", counts.Failed);
    }

    private static void Write(Utf8JsonWriter json, StepFigures step)
    {
        json.WriteStartObject();
        json.WriteString("name", step.Step);
        json.WriteString("journey", step.Journey);
        json.WriteNumber("completed", step.Completed);
        json.WriteNumber("failed", step.Failed);
        json.WriteStartObject("outcomes");
        foreach ((Outcome outcome, long count) in step.Outcomes) json.WriteNumber(outcome.Word(), count);
        json.WriteEndObject();
        json.WriteHistogram("response", step.Response);
        json.WriteHistogram("service", step.Service);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, GeneratorVerdict generator)
    {
        json.WriteStartObject("generator");
        json.WriteNumber("cpu_fraction", generator.CpuFraction);
        json.WriteNumber("gc_pause_fraction", generator.GcPauseFraction);
        json.WriteSeconds("lateness_p99_seconds", generator.LatenessP99);
        json.WriteBoolean("valid", generator.Valid);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, GuardReading guard)
    {
        json.WriteStartObject();
        json.WriteString("text", guard.Text);
        json.WriteString("kind", guard.Kind);
        json.WriteBoolean("holds", guard.Holds);
        json.WriteOptional("value", guard.Value);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RunStop stop)
    {
        json.WriteStartObject("stopped");
        json.WriteString("by", stop.By);
        json.WriteString("reason", stop.Reason);
        json.WriteString("at", stop.At.Rfc3339());
        json.WriteSeconds("breach_to_last_send_seconds", stop.BreachToLastSend);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RunSecond second)
    {
        json.WriteStartObject();
        json.WriteSeconds("at_seconds", second.At);
        json.WriteNumber("target_rate", second.TargetRate);
        WriteCounts(json, second.Arrivals);
        json.WriteNumber("in_flight", second.InFlight);
        json.WriteSeconds("oldest_in_flight_seconds", second.OldestInFlight);
        json.WriteHistogram("response", second.Response);
        json.WriteHistogram("service", second.Service);
        json.WriteHistogram("lateness", second.Lateness);
        json.WriteNumber("cpu_fraction", second.Generator.CpuFraction);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ProbeResult probe)
    {
        json.WriteStartObject();
        json.WriteString("probe", probe.Probe);
        json.WriteString("verdict", probe.Verdict.ToString().ToLowerInvariant());
        json.WriteString("outcome", probe.Journey.Outcome.Word());
        json.WriteString("started", probe.Journey.Started.Rfc3339());
        json.WriteSeconds("duration_seconds", probe.Journey.Duration);
        json.WriteEndObject();
    }
}
