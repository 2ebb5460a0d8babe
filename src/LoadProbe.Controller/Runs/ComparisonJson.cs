using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>A comparison as <c>compare --json</c> prints it.</summary>
public static class ComparisonJson
{
    public static string Text(RunComparison comparison) => JsonWriting.Text(json =>
    {
        json.WriteStartObject();
        Write(json, "a", comparison.A);
        Write(json, "b", comparison.B);
        json.WriteString("verdict", comparison.Passes ? "pass" : "fail");
        json.WriteNumber("confidence", 0.95);
        json.WriteNumber("resamples", Comparison.Resamples);
        json.WriteNumber("block_length", Math.Round(comparison.Comparison.Block, 2));
        json.WriteBoolean("paired", comparison.Comparison.Paired);
        json.WriteStrings("notes", comparison.Notes);
        json.WriteStartArray("figures");
        foreach (Difference difference in comparison.Comparison.Differences) Write(json, difference);
        json.WriteEndArray();
        json.WriteEndObject();
    }, indented: true);

    private static void Write(Utf8JsonWriter json, string name, ComparedRun run)
    {
        json.WriteStartObject(name);
        json.WriteString("id", run.Id);
        json.WriteString("scenario", run.Scenario);
        json.WriteString("target", run.Target);
        json.WriteString("verdict", run.Verdict);
        json.WriteString("started", run.Started);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Difference difference)
    {
        json.WriteStartObject();
        json.WriteOptional("step", difference.Step);
        json.WriteString("figure", difference.Figure.Words);
        Write(json, "a", difference.A);
        Write(json, "b", difference.B);
        Write(json, "difference", difference.Value);
        Write(json, "difference_fraction", difference.Share);
        Write(json, "low", difference.Low);
        Write(json, "high", difference.High);
        json.WriteString("change", JsonNamingPolicy.SnakeCaseLower.ConvertName(difference.Change.ToString()));
        Write(json, "tolerance", difference.Tolerance);
        json.WriteBoolean("regression", difference.IsRegression);
        json.WriteEndObject();
    }

    // What is not known is not there.
    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } known && double.IsFinite(known)) json.WriteNumber(name, known);
    }
}
