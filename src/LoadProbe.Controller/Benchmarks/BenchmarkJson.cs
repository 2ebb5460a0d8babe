using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>A comparison as the API gives it.</summary>
internal static class BenchmarkJson
{
    public static string Text(BenchmarkComparison comparison) => JsonWriting.Text(json =>
    {
        json.WriteStartObject();
        json.WriteString("name", comparison.Name);
        HistoryJson.WriteQuestion(json, comparison.Question);
        json.WriteNumber("compared_steps", comparison.Compared);
        json.WriteStartArray("members");
        foreach (BenchmarkMember member in comparison.Members) Write(json, member);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, BenchmarkMember member)
    {
        json.WriteStartObject();
        json.WriteString("probe", member.Probe.Name);
        json.WriteString("target", member.Probe.Journey.Target.Name);
        json.WriteNumber("fastest_steps", member.Fastest);
        if (member.Behind is { } behind) json.WriteNumber("behind", Math.Round(behind, 4));
        HistoryJson.WriteBody(json, member.History);
        json.WriteEndObject();
    }
}
