using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>A <see cref="RunSecond"/> as an entry of <c>series</c>, with its histograms, so that seconds can be merged and compared later.</summary>
internal static class SecondJson
{
    public static string Text(RunSecond second) => JsonWriting.Text(json => Write(json, second));

    private static void Write(Utf8JsonWriter json, RunSecond second)
    {
        json.WriteStartObject();
        json.WriteSeconds("at_seconds", second.At);
        json.WriteSeconds("seconds", second.Span);
        json.WriteNumber("number", second.Number);
        json.WriteNumber("target_rate", Math.Round(second.TargetRate, 3));
        json.WriteCounts(second.Arrivals);
        json.WriteNumber("bytes_sent", second.BytesSent);
        json.WriteNumber("bytes_received", second.BytesReceived);
        json.WriteNumber("in_flight", second.InFlight);
        json.WriteSeconds("oldest_in_flight_seconds", second.OldestInFlight);
        json.WriteHistogram("response", second.Response);
        json.WriteHistogram("service", second.Service);
        json.WriteHistogram("lateness", second.Lateness);
        json.WriteStartObject("errors");
        foreach ((Outcome outcome, long count) in second.Errors) json.WriteNumber(outcome.Word(), count);
        json.WriteEndObject();
        json.WriteStartArray("steps");
        foreach (StepSecond step in second.Steps) Write(json, step);
        json.WriteEndArray();
        json.WriteNumber("cpu_fraction", Math.Round(second.Generator.CpuFraction, 4));
        json.WriteStartObject("generator");
        json.WriteHealth(Rounded(second.Generator));
        json.WriteEndObject();
        json.WriteNetwork(second.Network);
        json.WriteStartObject("histograms");
        json.WriteBase64String("response", second.Response.Coarse().Bytes);
        json.WriteBase64String("service", second.Service.Coarse().Bytes);
        json.WriteBase64String("lateness", second.Lateness.Coarse().Bytes);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, StepSecond step)
    {
        json.WriteStartObject();
        json.WriteString("name", step.Step);
        json.WriteString("journey", step.Journey);
        json.WriteNumber("completed", step.Completed);
        json.WriteNumber("failed", step.Failed);
        json.WriteStartObject("response");
        if (step.Response.Count > 0)
        {
            json.WriteSeconds("p50", step.Response.P50);
            json.WriteSeconds("p95", step.Response.P95);
            json.WriteSeconds("p99", step.Response.P99);
        }

        json.WriteEndObject();
        json.WriteStartObject("phases");
        foreach ((Phase phase, PhaseMean mean) in step.Phases)
        {
            json.WriteStartObject(phase.Word());
            json.WriteNumber("count", mean.Count);
            json.WriteSeconds("mean", mean.Mean);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("histograms");
        PackedHistogram response = step.Response.Coarse(), service = step.Service.Coarse();
        json.WriteBase64String("response", response.Bytes);
        // Steps after the first are due when they are sent: most have one and the same.
        if (!service.Bytes.SequenceEqual(response.Bytes)) json.WriteBase64String("service", service.Bytes);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static GeneratorHealth Rounded(GeneratorHealth health) => health with
    {
        CpuFraction = Math.Round(health.CpuFraction, 4), GcPauseFraction = Math.Round(health.GcPauseFraction, 4), CpuWaitFraction = Math.Round(health.CpuWaitFraction, 4),
        UseOfAllowed = Math.Round(health.UseOfAllowed, 4), ThrottledFraction = Math.Round(health.ThrottledFraction, 4),
    };
}
