using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LoadProbe.Core;

/// <summary>How figures are written everywhere: seconds as numbers, instants as RFC 3339 UTC, what is absent not at all.</summary>
public static class JsonWriting
{
    /// <summary>A document.</summary>
    /// <param name="write">Writes all of it.</param>
    public static string Text(Action<Utf8JsonWriter> write, bool indented = false) => Encoding.UTF8.GetString(Written(write, indented).WrittenSpan);

    /// <summary>The same in UTF-8.</summary>
    public static byte[] Utf8(Action<Utf8JsonWriter> write) => Written(write, indented: false).WrittenSpan.ToArray();

    /// <summary>The instant in UTC to the microsecond.</summary>
    public static string Rfc3339(this DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    public static void WriteSeconds(this Utf8JsonWriter json, string name, TimeSpan? duration)
    {
        if (duration is { } known) json.WriteNumber(name, known.TotalSeconds);
    }

    /// <summary>Of packets: to the last digit, and 0.0000521 where <see cref="WriteSeconds"/> would write 5.21E-05.</summary>
    public static void WriteExactSeconds(this Utf8JsonWriter json, string name, TimeSpan? duration)
    {
        if (duration is { } known) json.WriteNumber(name, known.ExactSeconds());
    }

    /// <summary>All digits of it, none more.</summary>
    public static decimal ExactSeconds(this TimeSpan duration) => (decimal)duration.Ticks / TimeSpan.TicksPerSecond;

    public static void WriteOptional(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }

    public static void WriteOptional(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } known) json.WriteNumber(name, known);
    }

    public static void WriteSides(this Utf8JsonWriter json, string name, Sides<long>? sides)
    {
        if (sides is not { } known) return;
        json.WriteStartObject(name);
        json.WriteNumber("client", known.Client);
        json.WriteNumber("server", known.Server);
        json.WriteEndObject();
    }

    public static void WriteStrings(this Utf8JsonWriter json, string name, IReadOnlyCollection<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    /// <summary>The object H of the contract.</summary>
    public static void WriteHistogram(this Utf8JsonWriter json, string name, LatencyHistogram histogram) => json.WriteHistogram(name, PackedHistogram.Of(histogram));

    /// <summary>The object H of the contract.</summary>
    public static void WriteHistogram(this Utf8JsonWriter json, string name, PackedHistogram histogram)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count", histogram.Count);
        if (histogram.Count > 0)
        {
            json.WriteSeconds("min", histogram.Min);
            json.WriteSeconds("mean", histogram.Mean);
            json.WriteSeconds("p50", histogram.P50);
            json.WriteSeconds("p75", histogram.P75);
            json.WriteSeconds("p90", histogram.P90);
            json.WriteSeconds("p95", histogram.P95);
            json.WriteSeconds("p99", histogram.P99);
            json.WriteSeconds("p999", histogram.P999);
            json.WriteSeconds("max", histogram.Max);
        }

        json.WriteEndObject();
    }

    private static ArrayBufferWriter<byte> Written(Action<Utf8JsonWriter> write, bool indented)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = indented })) write(json);
        return bytes;
    }
}
