using System.Text.Json;
using System.Text.Unicode;

namespace LoadProbe.Definitions;

/// <summary>Rows from a JSON list of flat objects that all have the same names.</summary>
internal static class JsonRows
{
    public static (string[] Columns, IReadOnlyList<IReadOnlyList<string>> Rows) Read(ReadOnlySpan<byte> text, string file, Mistakes mistakes)
    {
        string[] columns = [];
        var rows = new List<IReadOnlyList<string>>();
        if (!Utf8.IsValid(text))
        {
            mistakes.Add(new Place(file, 1, 1), "is not UTF-8 text");
            return (columns, rows);
        }

        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 8, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        try
        {
            reader.Read();
            bool isList = reader.TokenType == JsonTokenType.StartArray;
            while (isList && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                Place at = At(text, (int)reader.TokenStartIndex, file);
                string? fault = null;
                // The first is read twice: for its names, and for its values.
                Utf8JsonReader first = reader;
                if (rows.Count == 0) columns = FlatObject.Names(ref first, out fault) ?? [];
                string[] row = new string[columns.Length];
                fault ??= FlatObject.Read(ref reader, columns, row);
                if (fault is not null)
                {
                    mistakes.Add(at, $"item {rows.Count} {fault}");
                    return (columns, rows);
                }

                rows.Add(row);
            }

            if (rows.Count == 0) mistakes.Add(new Place(file, 1, 1), "not a list of objects with at least one: write for instance [{ \"user\": \"demo\" }]");
            // Throws when something comes after the list.
            else reader.Read();
        }
        catch (JsonException e)
        {
            // Its own message ends in the place, which the mistake has.
            mistakes.Add(new Place(file, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1), $"not JSON: {Quote.Bare(e.Message.Split(" LineNumber:")[0]).TrimEnd('.')}");
        }

        return (columns, rows);
    }

    private static Place At(ReadOnlySpan<byte> text, int index, string file)
    {
        ReadOnlySpan<byte> before = text[..index];
        return new Place(file, before.Count((byte)'\n') + 1, index - before.LastIndexOf((byte)'\n'));
    }
}
