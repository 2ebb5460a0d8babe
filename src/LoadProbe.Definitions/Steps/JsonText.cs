using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LoadProbe.Definitions;

/// <summary>
/// YAML as JSON text with holes. Plain scalars are typed as in YAML 1.2's core schema, quoted ones are strings; a
/// scalar with a hole is a string too.
/// </summary>
internal static partial class JsonText
{
    public static Template? Read(Node node, Scope scope)
    {
        var text = new StringBuilder();
        int before = scope.Mistakes.Count;
        Append(node, text, scope);
        return scope.Mistakes.Count > before ? null : scope.Template(text.ToString(), node.At, TemplateEscape.Json);
    }

    /// <summary>A part of a template as it is written in a file, its text put into another form by <paramref name="escape"/>.</summary>
    public static string Written(TemplatePart part, Func<string, string> escape) => part.Kind switch
    {
        TemplatePartKind.Text => escape(part.Value).Replace("${", "$${", StringComparison.Ordinal),
        TemplatePartKind.Variable => $"${{{part.Value}}}",
        _ => new SecretReference(part.Kind, part.Value).ToString(),
    };

    private static void Append(Node node, StringBuilder text, Scope scope)
    {
        switch (node)
        {
            case MappingNode mapping:
                text.Append('{');
                foreach ((TextNode key, Node value) in mapping.Entries)
                {
                    if (text[^1] != '{') text.Append(',');
                    String(key.Text, key.At, text, scope);
                    text.Append(':');
                    Append(value, text, scope);
                }

                text.Append('}');
                break;
            case ListNode list:
                text.Append('[');
                foreach (Node item in list.Items)
                {
                    if (text[^1] != '[') text.Append(',');
                    Append(item, text, scope);
                }

                text.Append(']');
                break;
            case TextNode scalar when scalar.IsPlain && Plain(scalar, scope.Mistakes) is { } value:
                text.Append(value);
                break;
            case TextNode scalar:
                String(scalar.Text, scalar.At, text, scope);
                break;
        }
    }

    private static void String(string value, Place at, StringBuilder text, Scope scope)
    {
        text.Append('"');
        if (scope.Template(value, at) is { } template)
        {
            foreach (TemplatePart part in template.Parts) text.Append(Written(part, t => JsonEncodedText.Encode(t, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value));
        }

        text.Append('"');
    }

    // Null = it is a string.
    private static string? Plain(TextNode scalar, Mistakes mistakes)
    {
        string text = scalar.Text;
        if (scalar.IsNull) return "null";
        if (text is "true" or "True" or "TRUE") return "true";
        if (text is "false" or "False" or "FALSE") return "false";
        if (LeadingZero().IsMatch(text)) mistakes.Add(scalar.At, $"{Quote.Bare(text)} would be sent as a number, without its zeros: quote it to send text");
        else if (NotFinite().IsMatch(text)) mistakes.Add(scalar.At, $"{Quote.Bare(text)} is a number that JSON does not have: quote it to send text");
        else if (JsonNumber().IsMatch(text)) return text;
        else if (Hexadecimal().IsMatch(text) && long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long hex)) return hex.ToString(CultureInfo.InvariantCulture);
        else if (OtherNumber().IsMatch(text) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)) return number.ToString(CultureInfo.InvariantCulture);
        return null;
    }

    [GeneratedRegex(@"^[-+]?0[0-9]+$")]
    private static partial Regex LeadingZero();

    [GeneratedRegex(@"^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$")]
    private static partial Regex NotFinite();

    [GeneratedRegex(@"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$")]
    private static partial Regex JsonNumber();

    [GeneratedRegex(@"^0x[0-9a-fA-F]+$")]
    private static partial Regex Hexadecimal();

    // What YAML calls a number and JSON does not: +1, .5, 1., 00.5.
    [GeneratedRegex(@"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$")]
    private static partial Regex OtherNumber();
}
