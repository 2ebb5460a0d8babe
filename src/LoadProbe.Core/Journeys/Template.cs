using System.Text;
using System.Text.Json;

namespace LoadProbe.Core;

/// <summary>
/// Text with holes: <c>${name}</c> is a variable, <c>${secret:env:NAME}</c> and <c>${secret:file:PATH}</c> are secrets,
/// <c>$${</c> is a plain <c>${</c>. Parsed once when the file is read, filled in for each run.
/// </summary>
public sealed class Template : IStartValue
{
    private readonly TemplateEscape _escape;

    private Template(string source, IReadOnlyList<TemplatePart> parts, TemplateEscape escape)
    {
        Source = source;
        Parts = parts;
        _escape = escape;
    }

    /// <summary>As it was written; holds references to secrets, never their values.</summary>
    public string Source { get; }

    public IReadOnlyList<TemplatePart> Parts { get; }

    public bool IsConstant => Parts.Count == 0 || (Parts.Count == 1 && Parts[0].Kind == TemplatePartKind.Text);

    public static Template Constant(string text) => new(text, [new TemplatePart(TemplatePartKind.Text, text)], TemplateEscape.None);

    /// <summary>Reads a template. <paramref name="json"/> = it is JSON text, and values are escaped as they go in.</summary>
    public static bool TryParse(string source, bool json, out Template template, out string? fault) =>
        TryParse(source, json ? TemplateEscape.Json : TemplateEscape.None, out template, out fault);

    /// <summary>Reads a template whose text is in the form that <paramref name="escape"/> names.</summary>
    public static bool TryParse(string source, TemplateEscape escape, out Template template, out string? fault)
    {
        var parts = new List<TemplatePart>();
        var text = new StringBuilder();
        fault = null;
        for (int i = 0; i < source.Length; i++)
        {
            if (source[i] == '$' && source.AsSpan(i).StartsWith("$${"))
            {
                text.Append("${");
                i += 2;
            }
            else if (source[i] == '$' && source.AsSpan(i).StartsWith("${"))
            {
                int end = source.IndexOf('}', i);
                if (end < 0)
                {
                    fault = $"\"{source[i..]}\" has no closing }}";
                    break;
                }

                Flush();
                parts.Add(Hole(source[(i + 2)..end], ref fault));
                i = end;
            }
            else
            {
                text.Append(source[i]);
            }
        }

        Flush();
        template = new Template(source, parts, escape);
        return fault is null;

        void Flush()
        {
            if (text.Length == 0) return;
            parts.Add(new TemplatePart(TemplatePartKind.Text, text.ToString()));
            text.Clear();
        }
    }

    public string Resolve(Variables variables)
    {
        if (Parts.Count == 1) return Value(Parts[0], variables);
        var text = new StringBuilder();
        foreach (TemplatePart part in Parts) text.Append(Value(part, variables));
        return text.ToString();
    }

    public override string ToString() => Source;

    private string Value(TemplatePart part, Variables variables)
    {
        if (part.Kind == TemplatePartKind.Text) return part.Value;
        string value = part.Kind == TemplatePartKind.Variable ? variables[part.Value] : variables.Secret(new SecretReference(part.Kind, part.Value));
        return _escape switch
        {
            TemplateEscape.Json => JsonEncodedText.Encode(value).Value,
            TemplateEscape.Form => Uri.EscapeDataString(value),
            _ => value,
        };
    }

    private static TemplatePart Hole(string inside, ref string? fault)
    {
        if (inside.StartsWith("secret:env:", StringComparison.Ordinal) && inside.Length > 11) return new TemplatePart(TemplatePartKind.SecretFromEnvironment, inside[11..]);
        if (inside.StartsWith("secret:file:", StringComparison.Ordinal) && inside.Length > 12) return new TemplatePart(TemplatePartKind.SecretFromFile, inside[12..]);
        if (inside == "secret" || inside.StartsWith("secret:", StringComparison.Ordinal)) fault ??= $"\"${{{inside}}}\" is not a secret: use ${{secret:env:NAME}} or ${{secret:file:PATH}}";
        else if (!IsName(inside)) fault ??= $"\"${{{inside}}}\" is not a variable: a name has letters, digits, _, - and .";
        return new TemplatePart(TemplatePartKind.Variable, inside);
    }

    private static bool IsName(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
}
