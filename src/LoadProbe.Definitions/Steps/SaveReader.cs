namespace LoadProbe.Definitions;

/// <summary>What is kept of an answer: <c>token: $.token</c>, or where from.</summary>
internal static class SaveReader
{
    /// <param name="variable">Its name.</param>
    /// <param name="from">Where from.</param>
    /// <param name="scope">What is known here.</param>
    /// <param name="table">The places of such an answer; null = those of HTTP.</param>
    public static Save? Read(TextNode variable, Node from, Scope scope, KeyTable? table = null)
    {
        table ??= StepKeys.Save;
        Mistakes mistakes = scope.Mistakes;
        if (!scope.IsName(variable, "a variable")) return null;
        if (from is not MappingNode)
        {
            return Scalars.Text(from, variable.Text, mistakes) is { } path && Path(path, from.At, mistakes) is { } short_ ? new Save(variable.Text, SaveSource.Json, Path: short_) : null;
        }

        Fields fields = Fields.Of(from, variable.Text, table, mistakes);
        string[] sources = [.. table.OneOf.Where(fields.Has)];
        if (sources.Length != 1)
        {
            mistakes.Add(fields.At, sources.Length == 0
                ? $"{Quote.Bare(variable.Text)} is saved from nowhere: write one of {string.Join(", ", table.OneOf)}"
                : $"{Quote.Bare(variable.Text)} is saved from {string.Join(" and ", sources)}: keep one");
            return null;
        }

        Place at = fields[sources[0]]!.At;
        var regex = fields.Text("matches") is { } pattern ? Patterns.Read(pattern, fields["matches"]!.At, mistakes) : null;
        if (sources[0] == "status")
        {
            if (fields.Flag("status") == false) mistakes.Add(at, "status false saves nothing: write status: true");
            return new Save(variable.Text, SaveSource.Status, Regex: regex);
        }

        if (fields.Text(sources[0]) is not { } text) return null;
        switch (sources[0])
        {
            case "json": return Path(text, at, mistakes) is { } path ? new Save(variable.Text, SaveSource.Json, Path: path, Regex: regex) : null;
            case "header": return Headers.IsName(text, at, mistakes) ? new Save(variable.Text, SaveSource.Header, text, Regex: regex) : null;
            case "cookie": return new Save(variable.Text, SaveSource.Cookie, text, Regex: regex);
            default:
                if (fields.Has("matches")) mistakes.Add(fields["matches"]!.At, $"{sources[0]} is the regular expression itself: leave matches out");
                return Patterns.Read(text, at, mistakes) is { } body ? new Save(variable.Text, SaveSource.Body, Regex: body) : null;
        }
    }

    /// <summary>All that <c>save</c> keeps of a message, which has neither headers nor a status.</summary>
    public static IReadOnlyList<Save> FromMessage(Fields message, Scope scope)
    {
        var saves = new List<Save>();
        foreach ((TextNode variable, Node from) in message.Entries("save"))
        {
            if (Read(variable, from, scope) is not { } save) continue;
            if (save.From is SaveSource.Json or SaveSource.Body) saves.Add(save);
            else scope.Mistakes.Add(from.At, $"{Quote.Bare(variable.Text)} is saved from the {save.From.ToString().ToLowerInvariant()}, which a message has not: write a JSONPath or body");
            scope.Add(save.Variable);
        }

        return saves;
    }

    /// <summary>Null with a mistake when it is no path to a single place.</summary>
    public static JsonPath? Path(string text, Place at, Mistakes mistakes)
    {
        JsonPath? path = JsonPath.Parse(text);
        if (path is null) mistakes.Add(at, $"{Quote.Of(text)} is not a JSONPath to one value: write for instance $.order.id, $.list[0] or $.list.length()");
        return path;
    }
}
