using System.Text.Json;

namespace LoadProbe.Definitions;

/// <summary>Rows from a JSON list of flat objects that all have the same names.</summary>
internal static class JsonRows
{
    public static (IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) Read(string text, string file, Mistakes mistakes)
    {
        var start = new Place(file, 1, 1);
        string[] columns = [];
        var rows = new List<IReadOnlyList<string>>();
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            if (document.RootElement.ValueKind != JsonValueKind.Array || document.RootElement.GetArrayLength() == 0)
            {
                mistakes.Add(start, "not a list of objects with at least one: write for instance [{ \"user\": \"demo\" }]");
                return (columns, rows);
            }

            foreach (JsonElement item in document.RootElement.EnumerateArray())
            {
                if (Fault(item, columns) is { } fault)
                {
                    mistakes.Add(start, $"item {rows.Count} {fault}");
                    break;
                }

                if (rows.Count == 0) columns = [.. item.EnumerateObject().Select(p => p.Name)];
                rows.Add([.. columns.Select(c => item.GetProperty(c).ToString())]);
            }
        }
        catch (JsonException e)
        {
            // Its own message ends in the place, which the mistake has.
            mistakes.Add(new Place(file, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1), $"not JSON: {Quote.Bare(e.Message.Split(" LineNumber:")[0]).TrimEnd('.')}");
        }

        return (columns, rows);
    }

    private static string? Fault(JsonElement item, string[] columns)
    {
        if (item.ValueKind != JsonValueKind.Object) return "is not an object";
        string[] names = [.. item.EnumerateObject().Select(p => p.Name)];
        if (names.Length == 0 || names.Distinct().Count() < names.Length) return "has no names, or one twice";
        if (columns.Length > 0 && (names.Length != columns.Length || names.Except(columns).Any())) return $"has not the names of the first: {Quote.List(columns)}";
        return item.EnumerateObject().Any(p => p.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array) ? "is not flat: its values are text, numbers, true or false" : null;
    }
}
