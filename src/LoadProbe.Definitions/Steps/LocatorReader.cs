namespace LoadProbe.Definitions;

/// <summary>How an element is found: exactly one of role, label, text, placeholder, testid and css.</summary>
internal static class LocatorReader
{
    /// <param name="optional">None at all is no mistake.</param>
    public static Locator? Read(Fields fields, Scope scope, string what, bool optional = false)
    {
        string[] written = [.. BrowserKeys.Locators.Keys.Where(fields.Has)];
        foreach (string further in written.Skip(1)) scope.Mistakes.Add(fields[further]!.At, $"an element is found one way: {written[0]} or {further}, not both");
        if (fields["name"] is { } name && !written.Contains("role")) scope.Mistakes.Add(name.At, "name goes with role: write for instance { role: button, name: Log in }");
        if (written.Length == 0)
        {
            if (!optional && !fields.Has("name")) fields.Report($"{what} does not say which element: write one of {string.Join(", ", BrowserKeys.Locators.Keys)}");
            return null;
        }

        string by = written[0];
        Template? value = scope.Template(fields[by]!, by);
        Template? accessibleName = fields["name"] is { } node && by == "role" ? scope.Template(node, "name") : null;
        if (value is null) return null;
        if (by == "role" && value.IsConstant && !BrowserKeys.Roles.Contains(value.Source))
        {
            scope.Mistakes.Add(fields[by]!.At, $"role {Quote.Of(value.Source)} is not an ARIA role: {Spelling.Hint(value.Source, BrowserKeys.Roles)}For instance button, link, heading, textbox, row");
        }

        return new Locator(BrowserKeys.Locators[by], value, accessibleName);
    }
}
