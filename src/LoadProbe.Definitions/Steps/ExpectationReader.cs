using System.Globalization;

namespace LoadProbe.Definitions;

/// <summary>What must hold of an HTTP answer.</summary>
internal static class ExpectationReader
{
    public static (HttpExpectation Expectation, TimeSpan? Within) Read(Node? node, Scope scope)
    {
        if (node is null) return (new HttpExpectation(), null);
        Fields fields = Fields.Of(node, "expect", StepKeys.HttpExpect, scope.Mistakes);
        var expectation = new HttpExpectation
        {
            Status = [.. fields.Items("status").Select(n => Status(n, scope.Mistakes)).OfType<StatusRange>()],
            Headers = [.. fields.Entries("header").Select(h => Header(h.Key, h.Value, scope)).OfType<HeaderExpectation>()],
            Body = Texts(fields, "body", scope),
            Json = Json(fields, scope),
            Genuine = GenuineReader.Read(fields, GenuineKeys.OfHttp),
        };
        return (expectation, fields.Duration("within"));
    }

    /// <summary>What the text of an answer must be.</summary>
    public static IReadOnlyList<Match> Texts(Fields fields, string key, Scope scope)
    {
        IReadOnlyList<Node> all = fields[key] switch
        {
            null => [],
            ListNode list => list.Items,
            { } one => [one],
        };
        return [.. all.Select(n => MatchReader.Read(n, key, scope, contains: true)).OfType<Match>()];
    }

    /// <summary>What the values of a JSON answer must be.</summary>
    public static IReadOnlyList<JsonExpectation> Json(Fields fields, Scope scope) =>
        [.. fields.Entries("json").Select(j => Json(j.Key, j.Value, scope)).OfType<JsonExpectation>()];

    private static HeaderExpectation? Header(TextNode name, Node value, Scope scope)
    {
        if (!Headers.IsName(name.Text, name.At, scope.Mistakes)) return null;
        return MatchReader.Read(value, name.Text, scope, contains: true) is { } match ? new HeaderExpectation(name.Text, match) : null;
    }

    private static JsonExpectation? Json(TextNode path, Node value, Scope scope)
    {
        JsonPath? where = SaveReader.Path(path.Text, path.At, scope.Mistakes);
        Match? match = MatchReader.Read(value, Quote.Bare(path.Text), scope, contains: false);
        return where is null || match is null ? null : new JsonExpectation(where, match);
    }

    // 200, 2xx or 200-299.
    private static StatusRange? Status(Node node, Mistakes mistakes)
    {
        if (Scalars.Text(node, "status", mistakes) is not { } text) return null;
        if (text is [>= '1' and <= '5', 'x' or 'X', 'x' or 'X']) return new StatusRange((text[0] - '0') * 100, ((text[0] - '0') * 100) + 99);
        string[] ends = text.Split('-', 2, StringSplitOptions.TrimEntries);
        if (int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int from)
            && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int to)
            && from is >= 100 and <= 599 && to is >= 100 and <= 599 && from <= to) return new StatusRange(from, to);
        mistakes.Add(node.At, $"status {Quote.Bare(text)} is not a status: write 200, 2xx, 200-299 or a list of these");
        return null;
    }
}
