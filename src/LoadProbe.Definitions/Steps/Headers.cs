namespace LoadProbe.Definitions;

/// <summary>Header names and values (RFC 9110, 5.5 and 5.6.2).</summary>
internal static class Headers
{
    public static bool IsName(string name, Place at, Mistakes mistakes)
    {
        bool good = IsToken(name);
        if (!good) mistakes.Add(at, $"{Quote.Of(name)} is not a header name: letters, digits and -, for instance Content-Type");
        return good;
    }

    public static bool IsToken(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));

    public static IReadOnlyList<Header> Read(Fields fields, Scope scope, string key = "headers")
    {
        var headers = new List<Header>();
        foreach ((TextNode name, Node value) in fields.Entries(key))
        {
            if (!IsName(name.Text, name.At, scope.Mistakes)) continue;
            if (headers.Any(h => h.Name.Equals(name.Text, StringComparison.OrdinalIgnoreCase))) scope.Mistakes.Add(name.At, $"header {name.Text} stands twice: leave one out");
            if (scope.Template(value, name.Text) is not { } template) continue;
            if (template.Parts.Any(p => p.Value.AsSpan().ContainsAny('\r', '\n', '\0'))) scope.Mistakes.Add(value.At, $"header {name.Text} has more than one line: a header is one line");
            headers.Add(new Header(name.Text, template));
        }

        return headers;
    }
}
