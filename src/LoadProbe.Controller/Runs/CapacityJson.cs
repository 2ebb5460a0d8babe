using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>What a search for the limit found, as a member of the run's document.</summary>
internal static class CapacityJson
{
    public static void Write(Utf8JsonWriter json, CapacityFinding found)
    {
        json.WriteStartObject("capacity");
        json.WriteString("end", JsonNamingPolicy.SnakeCaseLower.ConvertName(found.End.ToString()));
        json.WriteString("summary", found.ToString());
        if (found.Held is { } held) json.WriteNumber("held_rate", held);
        json.WriteBoolean("confirmed", found.Confirmed);
        if (found.Failed is { } failed) json.WriteNumber("failed_rate", failed);
        json.WriteOptional("reason", found.Reason);
        json.WriteBoolean("hysteresis", found.Hysteresis);
        json.WriteStartArray("steps");
        foreach (HeldStep step in found.Steps)
        {
            json.WriteStartObject();
            json.WriteNumber("rate", step.Rate);
            json.WriteSeconds("at_seconds", step.Start);
            json.WriteSeconds("held_seconds", step.Held);
            json.WriteString("verdict", step.Verdict.ToString().ToLowerInvariant());
            json.WriteOptional("reason", step.Reason);
            json.WriteNumber("goodput", step.Goodput);
            json.WriteNumber("errors", step.Errors);
            json.WriteSeconds("response_p50_seconds", step.ResponseP50);
            json.WriteSeconds("response_p99_seconds", step.ResponseP99);
            json.WriteNumber("in_flight", step.InFlight);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
