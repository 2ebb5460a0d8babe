using System.Text;
using System.Text.Json;

namespace LoadProbe.Definitions;

/// <summary>A JSON object of plain values, as a row.</summary>
internal static class FlatObject
{
    private const string NotText = "holds half a character: a \\u escape from d800 to dfff wants its other half";
    private const string NotFlat = "is not flat: its values are text, numbers, true or false";

    /// <summary>The names of an object whose start the reader is at; null, and why, when it cannot be a row.</summary>
    public static string[]? Names(ref Utf8JsonReader reader, out string? fault)
    {
        fault = reader.TokenType == JsonTokenType.StartObject ? null : "is not an object";
        if (fault is not null) return null;
        var names = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Text(ref reader) is { } name) names.Add(name);
            else fault = NotText;
            reader.Read();
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) fault = NotFlat;
            if (fault is not null) return null;
        }

        if (names.Count == 0 || names.Distinct().Count() < names.Count) fault = "has no names, or one twice";
        return fault is null ? [.. names] : null;
    }

    /// <summary>Reads an object whose start the reader is at, to its end; says why when it has not these columns.</summary>
    /// <param name="values">Gets a value a column; empty = only look.</param>
    public static string? Read(ref Utf8JsonReader reader, string[] columns, Span<string> values)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return "is not an object";
        Span<bool> seen = columns.Length <= 128 ? stackalloc bool[columns.Length] : new bool[columns.Length];
        int count = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int column = Find(ref reader, columns, count++);
            if (column < 0) return Other(columns);
            if (seen[column]) return "has no names, or one twice";
            seen[column] = true;
            reader.Read();
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) return NotFlat;
            // Only what is escaped may be no text.
            if (values.Length == 0 && !reader.ValueIsEscaped) continue;
            if (Text(ref reader) is not { } value) return NotText;
            if (values.Length > 0) values[column] = value;
        }

        return count == columns.Length ? null : Other(columns);
    }

    private static string Other(string[] columns) => $"has not the names of the first: {Quote.List(columns)}";

    // Mostly the names come in the same order each time.
    private static int Find(ref Utf8JsonReader reader, string[] columns, int likely)
    {
        if (reader.ValueIsEscaped && Text(ref reader) is null) return -1;
        if (likely < columns.Length && reader.ValueTextEquals(columns[likely])) return likely;
        for (int i = 0; i < columns.Length; i++)
        {
            if (reader.ValueTextEquals(columns[i])) return i;
        }

        return -1;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null) return "";
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName)) return Encoding.UTF8.GetString(reader.ValueSpan);
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // Its only way to say that an escape is half of a pair.
            return null;
        }
    }
}
