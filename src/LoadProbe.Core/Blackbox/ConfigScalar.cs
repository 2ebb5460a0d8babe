using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LoadProbe.Core;

/// <summary>Text as one scalar of YAML: without quotes where it would be read as the same text.</summary>
internal static partial class ConfigScalar
{
    public static string Of(string text)
    {
        if (text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' || char.IsSurrogate(c)) || MeansOther().IsMatch(text)) return Escaped(text);
        return text.Length == 0 ? "\"\"" : Plain().IsMatch(text) ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    private static string Escaped(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (Rune rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => @"\\",
                '\n' => @"\n",
                '\r' => @"\r",
                '\t' => @"\t",
                _ when Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 or 0xFEFF => $"\\u{rune.Value.ToString("X4", CultureInfo.InvariantCulture)}",
                _ => rune.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    // Null, flags of YAML 1.1 and 1.2, numbers, times of day, dates and the merge key.
    [GeneratedRegex(@"^(?:|~|<<|=|(?i:null|true|false|yes|no|on|off|y|n)|[-+]?(?i:\.inf|\.nan)|[-+]?(?:0[ob]?[0-9_]+|0x[0-9a-fA-F_]+)|[-+]?[0-9_]*\.?[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?)$")]
    private static partial Regex MeansOther();

    [GeneratedRegex("""^(?:[^\s\-?:,\[\]{}#&*!|>'"%@`]|[-?:](?=[^\s,\[\]{}]))(?:[^:#]|:(?=\S)|(?<=\S)#)*(?<![\s:])$""")]
    private static partial Regex Plain();
}
