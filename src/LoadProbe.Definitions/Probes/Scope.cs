namespace LoadProbe.Definitions;

/// <summary>The variables that have a value at this point of a journey, and where mistakes go.</summary>
internal sealed class Scope(Mistakes mistakes)
{
    private readonly HashSet<string> _known = [];

    public Mistakes Mistakes { get; } = mistakes;

    public void Add(string variable) => _known.Add(variable);

    /// <summary>Text with holes; each must be a secret or a variable known here.</summary>
    public Template? Template(Node node, string what, TemplateEscape escape = TemplateEscape.None)
    {
        if (node is TextNode { IsNull: true }) return Refuse(node, $"{what} has no value");
        if (node is not TextNode text) return Refuse(node, $"{what} is {node.Shape}: write one value");
        return Template(text.Text, node.At, escape);
    }

    public Template? Template(string text, Place at, TemplateEscape escape = TemplateEscape.None)
    {
        if (!Core.Template.TryParse(text, escape, out Template template, out string? fault))
        {
            Mistakes.Add(at, Quote.Line(fault!));
            return null;
        }

        foreach (TemplatePart part in template.Parts)
        {
            if (part.Kind != TemplatePartKind.Variable || _known.Contains(part.Value) || part.Value == Variables.Idempotency || Mistakes.IsFull) continue;
            Mistakes.Add(at, $"variable {Quote.Of(part.Value)} has no value here: {Spelling.Hint(part.Value, _known)}Known here: {Quote.List(_known)}; set it under vars or save it in an earlier step");
        }

        return template;
    }

    /// <summary>A name that <c>${…}</c> can ask for.</summary>
    public bool IsName(TextNode name, string what)
    {
        bool good = name.Text.Length is > 0 and <= 64
            && name.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            && !name.Text.StartsWith("secret", StringComparison.Ordinal);
        if (!good) Mistakes.Add(name.At, $"{Quote.Of(name.Text)} cannot name {what}: use letters, digits, _ and -, and do not start with \"secret\"");
        return good;
    }

    private Template? Refuse(Node node, string message)
    {
        Mistakes.Add(node.At, message);
        return null;
    }
}
