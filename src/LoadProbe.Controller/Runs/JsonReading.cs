using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>Reading documents that may be of another version, or another program's: what is not there, or is something else, is nothing.</summary>
internal static class JsonReading
{
    public static JsonElement Part(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement part) ? part : default;

    public static double Number(this JsonElement element, string name) =>
        element.Part(name) is { ValueKind: JsonValueKind.Number } part && part.TryGetDouble(out double number) ? number : 0;

    public static long Count(this JsonElement element, string name) =>
        element.Part(name) is { ValueKind: JsonValueKind.Number } part && part.TryGetInt64(out long count) ? count : 0;

    public static TimeSpan Time(this JsonElement element, string name) =>
        element.Number(name) is var seconds && Math.Abs(seconds) < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond)) : TimeSpan.Zero;

    public static string? Text(this JsonElement element, string name) =>
        element.Part(name) is { ValueKind: JsonValueKind.String } part ? part.GetString() : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Part(name) is { ValueKind: JsonValueKind.Array } part ? part.EnumerateArray() : [];

    public static IEnumerable<JsonProperty> Fields(this JsonElement element, string name) =>
        element.Part(name) is { ValueKind: JsonValueKind.Object } part ? part.EnumerateObject() : [];

    /// <summary>A histogram from its bytes, in base64, under the figures of an object H.</summary>
    public static PackedHistogram Histogram(this JsonElement element, JsonElement bytes, string name)
    {
        if (bytes.Part(name) is not { ValueKind: JsonValueKind.String } text || !text.TryGetBytesFromBase64(out byte[]? packed) || PackedHistogram.Read(packed) is not { } histogram) return PackedHistogram.Empty;
        JsonElement figures = element.Part(name);
        return figures.Count("count") == histogram.Count ? figures.Figures(histogram) : histogram;
    }

    /// <summary>The buckets of a histogram under the figures of this object H.</summary>
    public static PackedHistogram Figures(this JsonElement h, PackedHistogram buckets) =>
        buckets.With(h.Time("min"), h.Time("mean"), h.Time("max"), [h.Time("p50"), h.Time("p75"), h.Time("p90"), h.Time("p95"), h.Time("p99"), h.Time("p999")]);
}
