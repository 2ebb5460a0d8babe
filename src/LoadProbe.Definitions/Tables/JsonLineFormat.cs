using System.Text.Json;

namespace LoadProbe.Definitions;

/// <summary>JSON lines: a flat object a line, all with the same names.</summary>
internal sealed class JsonLineFormat : IRowFormat
{
    public bool HasHeader => false;

    public int Length(ReadOnlySpan<byte> text, bool whole)
    {
        int end = text.IndexOf((byte)'\n');
        return end >= 0 ? end + 1 : whole ? text.Length : 0;
    }

    public string[]? Columns(ReadOnlySpan<byte> row, out string? fault)
    {
        try
        {
            var reader = new Utf8JsonReader(row);
            reader.Read();
            string[]? names = FlatObject.Names(ref reader, out fault);
            if (fault is not null) fault = $"this line {fault}";
            return names;
        }
        catch (JsonException e)
        {
            fault = NotJson(e);
            return null;
        }
    }

    public string? Fault(ReadOnlySpan<byte> row, string[] columns) => Read(row, columns, []);

    public string[]? Values(ReadOnlySpan<byte> row, string[] columns)
    {
        string[] values = new string[columns.Length];
        return Read(row, columns, values) is null ? values : null;
    }

    private static string? Read(ReadOnlySpan<byte> row, string[] columns, Span<string> values)
    {
        try
        {
            var reader = new Utf8JsonReader(row);
            reader.Read();
            if (FlatObject.Read(ref reader, columns, values) is { } fault) return $"this line {fault}";
            // Throws when something comes after the object.
            reader.Read();
            return null;
        }
        catch (JsonException e)
        {
            return NotJson(e);
        }
    }

    private static string NotJson(JsonException e) => $"not JSON: {Quote.Bare(e.Message.Split(" LineNumber:")[0]).TrimEnd('.')}, at byte {(e.BytePositionInLine ?? 0) + 1}: write one object a line";
}
