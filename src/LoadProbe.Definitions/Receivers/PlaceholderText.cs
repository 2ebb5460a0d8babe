namespace LoadProbe.Definitions;

/// <summary>Text whose holes are what is known of a notification, or secrets.</summary>
internal static class PlaceholderText
{
    public static Template? Read(Node node, string what, TemplateEscape escape, Mistakes mistakes)
    {
        if (Scalars.Text(node, what, mistakes) is not { } text) return null;
        if (!Template.TryParse(text, escape, out Template template, out string? fault))
        {
            mistakes.Add(node.At, Quote.Line(fault!));
            return null;
        }

        int before = mistakes.Count;
        foreach (string unknown in template.Parts.Where(p => p.Kind == TemplatePartKind.Variable && !NotificationText.Names.Contains(p.Value)).Select(p => p.Value))
        {
            mistakes.Add(node.At, $"{what} has no placeholder {Quote.Of(unknown)}: {Spelling.Hint(unknown, NotificationText.Names)}Known here: {Quote.List(NotificationText.Names)}");
        }

        return mistakes.Count > before ? null : template;
    }
}
