using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoadProbe.Core;

/// <summary>A histogram as its sum, extremes and packed bytes, in ticks and base64: <c>[sum, min, max, bytes]</c>.</summary>
public sealed class HistogramConverter : JsonConverter<PackedHistogram>
{
    public override PackedHistogram Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("a histogram is a list");
        TimeSpan sum = Ticks(ref reader), min = Ticks(ref reader), max = Ticks(ref reader);
        reader.Read();
        if (reader.TokenType != JsonTokenType.String || !reader.TryGetBytesFromBase64(out byte[]? bytes)) throw new JsonException("a histogram's buckets are base64");
        // What a newer side adds stands behind.
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) reader.Skip();
        return PackedHistogram.Read(bytes, sum, min, max) ?? throw new JsonException("these are no buckets");
    }

    public override void Write(Utf8JsonWriter writer, PackedHistogram value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Sum.Ticks);
        writer.WriteNumberValue(value.Min.Ticks);
        writer.WriteNumberValue(value.Max.Ticks);
        writer.WriteBase64StringValue(value.Bytes);
        writer.WriteEndArray();
    }

    private static TimeSpan Ticks(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long ticks) ? TimeSpan.FromTicks(ticks) : throw new JsonException("a histogram's times are whole ticks");
}
