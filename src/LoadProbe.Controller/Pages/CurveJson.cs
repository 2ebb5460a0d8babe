using System.Globalization;
using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>
/// What the page of a run draws: the run's document without its series, and the series as rows of numbers to four
/// digits, a tenth of its size. An hour of a scenario of three steps is well below a megabyte.
/// </summary>
internal static class CurveJson
{
    // Two numbers of six letters or so for each of these make a report of half a megabyte.
    private const int MostNumbers = 100_000;

    private static readonly string[] Columns =
    [
        "at", "seconds", "target", "sent", "completed", "failed", "cap", "saturated", "guard", "lease", "ceiling", "held", "bytes_sent", "bytes_received", "in_flight", "oldest",
        "response_p50", "response_p90", "response_p95", "response_p99", "response_max",
        "service_p50", "service_p90", "service_p95", "service_p99", "service_max", "lateness_p50", "lateness_p99",
        "cpu", "cpu_wait", "use_of_allowed", "gc_pause", "throttled", "pool_delay", "memory", "open_files", "errors", "steps",
    ];

    private static readonly string[] StepColumns = ["completed", "failed", "p50", "p95", "p99", .. Enum.GetValues<Phase>().Select(p => p.Word())];

    /// <summary>The points from one on, with those before it known to the page.</summary>
    public static string Text(string head, IReadOnlyList<RunSecond> points, int from, long revision) => JsonWriting.Text(json =>
    {
        json.WriteStartObject();
        json.WritePropertyName("run");
        json.WriteRawValue(head);
        json.WriteStartObject("curves");
        json.WriteNumber("revision", revision);
        json.WriteNumber("from", from);
        json.WriteStrings("columns", Columns);
        json.WriteStrings("step_columns", StepColumns);
        json.WriteStartArray("rows");
        foreach (RunSecond point in points) Write(json, point);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>A whole run from its document; with points merged where there are too many for a file to send.</summary>
    public static string Text(JsonElement run)
    {
        string head = JsonWriting.Text(json =>
        {
            json.WriteStartObject();
            foreach (JsonProperty property in run.EnumerateObject().Where(p => p.Name != "series")) property.WriteTo(json);
            json.WriteEndObject();
        });
        IReadOnlyList<RunSecond> points = SecondReading.Series(run);
        int numbers = Columns.Length + (StepColumns.Length * (points.Count == 0 ? 0 : points[0].Steps.Count));
        return Text(head, Fewer(points, MostNumbers / numbers), 0, 0);
    }

    private static IReadOnlyList<RunSecond> Fewer(IReadOnlyList<RunSecond> points, int most) =>
        points.Count <= most ? points : [.. points.Chunk((points.Count + most - 1) / most).Select(c => c.Aggregate((a, b) => a.Then(b)))];

    private static void Write(Utf8JsonWriter json, RunSecond point)
    {
        GeneratorHealth health = point.Generator;
        DropCounts drops = point.Arrivals.Drops;
        json.WriteStartArray();
        Write(json, point.At.TotalSeconds, point.Span.TotalSeconds, point.TargetRate, point.Arrivals.Sent, point.Arrivals.Completed, point.Arrivals.Failed);
        Write(json, drops.Cap, drops.Saturated, drops.Guard, drops.Lease, drops.Ceiling, drops.Held, point.BytesSent, point.BytesReceived, point.InFlight, point.OldestInFlight.TotalSeconds);
        Write(json, point.Response, h => [h.P50, h.P90, h.P95, h.P99, h.Max]);
        Write(json, point.Service, h => [h.P50, h.P90, h.P95, h.P99, h.Max]);
        Write(json, point.Lateness, h => [h.P50, h.P99]);
        Write(json, health.CpuFraction, health.CpuWaitFraction, health.UseOfAllowed, health.GcPauseFraction, health.ThrottledFraction, health.PoolDelay.TotalSeconds, health.MemoryBytes, health.OpenFiles);
        json.WriteStartObject();
        foreach ((Outcome outcome, long count) in point.Errors) json.WriteNumber(outcome.Word(), count);
        json.WriteEndObject();
        json.WriteStartArray();
        foreach (StepSecond step in point.Steps)
        {
            json.WriteStartArray();
            Write(json, step.Completed, step.Failed);
            Write(json, step.Response, h => [h.P50, h.P95, h.P99]);
            foreach (Phase phase in Enum.GetValues<Phase>())
            {
                // The share of each phase in the mean step, so that they add up: few steps open a connection.
                if (step.Phases.TryGetValue(phase, out PhaseMean mean)) Write(json, mean.Mean.TotalSeconds * mean.Count / Math.Max(1, step.Completed));
                else json.WriteNullValue();
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, PackedHistogram histogram, Func<PackedHistogram, TimeSpan[]> figures)
    {
        foreach (TimeSpan figure in figures(histogram))
        {
            if (histogram.Count > 0) Write(json, figure.TotalSeconds);
            else json.WriteNullValue();
        }
    }

    private static void Write(Utf8JsonWriter json, params ReadOnlySpan<double> numbers)
    {
        foreach (double number in numbers) json.WriteRawValue(number.ToString(number is 0 or >= 1000 ? "0" : "G4", CultureInfo.InvariantCulture));
    }
}
