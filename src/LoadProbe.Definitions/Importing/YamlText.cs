using System.Globalization;
using System.Text;

namespace LoadProbe.Definitions;

/// <summary>Text as it is written into a definition that is made: in quotes that YAML and JSON both read, or plain where that means the same.</summary>
internal static class YamlText
{
    /// <summary>In quotes, whatever is in it; its holes are holes. What no one sees is escaped, and what is no text (half of a surrogate pair) becomes U+FFFD.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (c == '\n') quoted.Append("\\n");
            else if (c == '\r') quoted.Append("\\r");
            else if (c == '\t') quoted.Append("\\t");
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) quoted.Append(c).Append(text[++i]);
            else if (char.IsSurrogate(c)) quoted.Append('\uFFFD');
            else if (IsHidden(c)) quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Without quotes where it reads as the same text.</summary>
    /// <param name="text">What to write.</param>
    /// <param name="isFlow">It stands between { and }.</param>
    public static string Plain(string text, bool isFlow = false)
    {
        bool isPlain = text.Length > 0 && (char.IsAsciiLetter(text[0]) || text[0] is '/' or '$') && text[^1] is not (' ' or ':') && !text.Contains(": ", StringComparison.Ordinal)
            && text.All(c => char.IsAsciiLetterOrDigit(c) || "/_.?=&%- $".Contains(c, StringComparison.Ordinal) || (!isFlow && ":,+~{}".Contains(c, StringComparison.Ordinal)))
            && text.ToUpperInvariant() is not ("TRUE" or "FALSE" or "NULL" or "YES" or "NO" or "ON" or "OFF" or "Y" or "N");
        return isPlain ? text : Quoted(text);
    }

    /// <summary>Text of a template that has no holes: what looks like one is none.</summary>
    public static string Literal(string text) => text.Replace("${", "$${", StringComparison.Ordinal);

    /// <summary>In quotes, and without holes.</summary>
    public static string Text(string text) => Quoted(Literal(text));

    // Ends of lines to YAML, marks of byte order, and what no one sees.
    private static bool IsHidden(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned;
}
