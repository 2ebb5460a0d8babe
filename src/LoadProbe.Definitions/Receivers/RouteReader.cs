namespace LoadProbe.Definitions;

/// <summary>Which alerts go to which receivers.</summary>
internal static class RouteReader
{
    /// <param name="known">The names of the file's receivers.</param>
    public static AlertRoute? Read(Node node, IReadOnlyCollection<string> known, Mistakes mistakes)
    {
        Fields fields = Fields.Of(node, "a route", ReceiversKeys.Route, mistakes);
        if (!fields.Needs("to", "to: oncall")) return null;
        var to = new List<string>();
        foreach (Node item in fields.Items("to"))
        {
            if (Scalars.Text(item, "to", mistakes) is not { } name) continue;
            if (known.Contains(name)) to.Add(name);
            else mistakes.Add(item.At, $"there is no receiver {Quote.Of(name)}: {Spelling.Hint(name, known)}Known here: {Quote.List(known)}");
        }

        var labels = new Dictionary<string, IReadOnlyList<string>>();
        foreach (string pick in ReceiversKeys.Picks.Where(fields.Has))
        {
            string[] values = [.. fields.Items(pick).Select(i => pick == "severity" ? Severity(i, mistakes) : Scalars.Text(i, pick, mistakes)).OfType<string>()];
            if (values.Length == 0) mistakes.Add(fields[pick]!.At, $"{pick} has no value: write one, or leave it out for all");
            labels[pick] = values;
        }

        return to.Count == 0 ? null : new AlertRoute(to, labels);
    }

    private static string? Severity(Node node, Mistakes mistakes) => Scalars.Choice(node, "severity", mistakes, ProbeKeys.Severities)?.Word();
}
