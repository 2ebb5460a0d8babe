using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>A run as <c>run --json</c> writes it and the API gives it.</summary>
public static class RunJson
{
    private const int ProfilePoints = 240;

    /// <summary>The whole document; indented, with one line for each second.</summary>
    public static string Text(RunReport run, bool indented = false) => Write(run, indented, run.Series);

    /// <summary>The document without its series, which is written as the run is now.</summary>
    internal static string Head(RunReport run) => Write(run, indented: false, series: null);

    private static string Write(RunReport run, bool indented, IReadOnlyList<RunSecond>? series) => JsonWriting.Text(json =>
    {
        json.WriteStartObject();
        Write(json, run);
        if (series is not null)
        {
            json.WriteStartArray("series");
            foreach (RunSecond second in series) json.WriteRawValue((indented ? "\n    " : "") + SecondJson.Text(second), skipInputValidation: true);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }, indented);

    private static void Write(Utf8JsonWriter json, Proposal? approved)
    {
        if (approved is null) return;
        json.WriteStartObject("approval");
        json.WriteString("proposal", approved.Id);
        json.WriteString("hash", approved.Hash);
        json.WriteString("author", approved.Author);
        json.WriteString("proposed", approved.Created.Rfc3339());
        json.WriteStartArray("approved_by");
        foreach (Approval approval in approved.Approvals)
        {
            json.WriteStartObject();
            json.WriteString("who", approval.Who);
            json.WriteString("at", approval.At.Rfc3339());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RunReport run)
    {
        json.WriteString("id", run.Id);
        json.WriteString("scenario", run.Scenario.Name);
        json.WriteString("target", run.Scenario.Target.Name);
        json.WriteString("state", run.State.Word());
        json.WriteOptional("verdict", run.Verdict?.ToString().ToLowerInvariant());
        json.WriteStrings("reasons", run.Reasons);
        json.WriteString("started", run.Started.Rfc3339());
        json.WriteOptional("ended", run.Ended?.Rfc3339());
        Write(json, run.Approved);
        Write(json, run.Start, run.Started);
        WritePlan(json, run);
        WriteTotals(json, run.Figures);
        json.WriteStartObject("latency");
        json.WriteHistogram("response", run.Figures.Response);
        json.WriteHistogram("service", run.Figures.Service);
        json.WriteHistogram("lateness", run.Figures.Lateness);
        json.WriteEndObject();
        json.WriteStartArray("journeys");
        foreach (JourneyFigures journey in run.Figures.Journeys)
        {
            json.WriteStartObject();
            json.WriteString("name", journey.Journey);
            json.WriteHistogram("response", journey.Response);
            json.WriteHistogram("service", journey.Service);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("steps");
        foreach (StepFigures step in run.Figures.Steps) Write(json, step);
        json.WriteEndArray();
        Write(json, run.Generator, run);
        json.WriteNetwork(run.Figures.Network);
        json.WriteStartArray("guards");
        foreach (GuardReading guard in run.Guards) Write(json, guard);
        json.WriteEndArray();
        if (run.Stopped is { } stop) Write(json, stop);
        if (run.Changes.Count > 0) Write(json, run.Changes);
        CourseJson.Write(json, run);
        if (run.Cleanup is { } cleanup) Write(json, cleanup);
        if (run.Capacity is { } capacity) CapacityJson.Write(json, capacity);
        json.WriteStartArray("probes");
        foreach (ProbeResult probe in run.Probes) Write(json, probe);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, RunStart start, DateTimeOffset started)
    {
        json.WriteStartObject("start");
        json.WriteSeconds("skew_seconds", start.Skew);
        json.WriteSeconds("uncertainty_seconds", start.Uncertainty);
        json.WriteStartArray("agents");
        foreach (AgentStart agent in start.Agents)
        {
            json.WriteStartObject();
            json.WriteString("agent", agent.Agent);
            json.WriteSeconds("after_seconds", agent.At - started);
            json.WriteSeconds("clock_uncertainty_seconds", agent.ClockUncertainty);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePlan(Utf8JsonWriter json, RunReport run)
    {
        json.WriteStartObject("plan");
        json.WriteNumber("arrivals", run.Plan.Arrivals);
        json.WriteSeconds("duration_seconds", run.Plan.Duration);
        json.WriteNumber("peak_rate", run.Plan.PeakRate);
        if (run.Scenario.RateCeiling is { } ceiling) json.WriteNumber("ceiling", ceiling);
        json.WriteNumber("peak_users", run.Plan.PeakUsers);
        json.WriteNumber("max_in_flight", run.Scenario.MaxInFlight);
        json.WriteStartArray("profile");
        // Whole seconds, so that the ends of phases fall on points where they are few enough.
        TimeSpan step = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(run.Plan.Duration.TotalSeconds / ProfilePoints)));
        for (TimeSpan at = TimeSpan.Zero; at < run.Plan.Duration; at += step)
        {
            json.WriteStartObject();
            json.WriteSeconds("at_seconds", at);
            json.WriteNumber("rate", run.Plan.RateAt(at));
            json.WriteNumber("users", run.Plan.UsersAt(at));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTotals(Utf8JsonWriter json, RunFigures figures)
    {
        json.WriteStartObject("totals");
        json.WriteCounts(figures.Arrivals);
        json.WriteNumber("abandoned", figures.Arrivals.Abandoned);
        json.WriteNumber("bytes_sent", figures.BytesSent);
        json.WriteNumber("bytes_received", figures.BytesReceived);
        json.WriteNumber("peak_in_flight", figures.PeakInFlight);
        json.WriteSeconds("oldest_in_flight_seconds", figures.OldestInFlight);
        json.WriteEndObject();
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
        json.WriteStartObject("examples");
        foreach ((Outcome outcome, string example) in step.Examples) json.WriteString(outcome.Word(), example);
        json.WriteEndObject();
        json.WriteHistogram("response", step.Response);
        json.WriteHistogram("service", step.Service);
        json.WriteStartObject("phases");
        foreach ((Phase phase, LatencyHistogram times) in step.Phases) json.WriteHistogram(phase.Word(), times);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, GeneratorVerdict generator, RunReport run)
    {
        GeneratorHealth worst = run.Figures.Worst;
        json.WriteStartObject("generator");
        json.WriteHealth(worst with { CpuFraction = generator.CpuFraction, GcPauseFraction = generator.GcPauseFraction });
        json.WriteNumber("processors", worst.Processors);
        if (worst.FileLimit > 0) json.WriteNumber("file_limit", worst.FileLimit);
        json.WriteNumber("starved_seconds", run.Figures.StarvedSeconds);
        json.WriteSeconds("lateness_p99_seconds", generator.LatenessP99);
        json.WriteBoolean("valid", generator.Valid);
        json.WriteStrings("faults", generator.Faults);
        json.WriteOwnShare(run.Figures.Own);
        json.WriteStartObject("calibration");
        foreach ((string agent, Calibration calibration) in run.Calibrations)
        {
            json.WriteStartObject(agent);
            json.WriteSeconds("lateness_p50_seconds", calibration.LatenessMedian);
            json.WriteSeconds("lateness_p99_seconds", calibration.LatenessP99);
            json.WriteNumber("requests_per_second", calibration.RequestsPerSecond);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, GuardReading guard)
    {
        json.WriteStartObject();
        json.WriteString("text", guard.Text);
        json.WriteString("kind", guard.Kind);
        json.WriteBoolean("holds", guard.Holds);
        if (guard.Warns) json.WriteBoolean("warns", true);
        json.WriteOptional("value", guard.Value);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<RunChange> changes)
    {
        json.WriteStartArray("changes");
        foreach (RunChange change in changes)
        {
            json.WriteStartObject();
            json.WriteNumber("at", change.At.TotalSeconds);
            json.WriteString("by", change.By);
            json.WriteString("what", change.What);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, CleanupFigures cleanup)
    {
        json.WriteStartObject("cleanup");
        json.WriteNumber("due", cleanup.Due);
        json.WriteNumber("done", cleanup.Done);
        json.WriteNumber("failed", cleanup.Failed);
        json.WriteSeconds("duration_seconds", cleanup.Duration);
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

    private static void Write(Utf8JsonWriter json, ProbeResult probe)
    {
        json.WriteStartObject();
        json.WriteString("probe", probe.Probe);
        json.WriteString("verdict", probe.Verdict.ToString().ToLowerInvariant());
        json.WriteString("outcome", probe.Journey.Outcome.Word());
        json.WriteOptional("detail", probe.Journey.Detail);
        json.WriteString("started", probe.Journey.Started.Rfc3339());
        json.WriteSeconds("duration_seconds", probe.Journey.Duration);
        json.WriteEndObject();
    }
}
