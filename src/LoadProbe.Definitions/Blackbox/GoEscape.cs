using System.Globalization;
using System.Text;

namespace LoadProbe.Definitions;

/// <summary>What stands behind a backslash in a regular expression of Go's syntax.</summary>
internal static class GoEscape
{
    private const string Categories = " L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp C Cc Cf Cs Co ";

    /// <summary>The .NET pattern for one escape outside of [ ].</summary>
    public static (string Piece, int After, string? Fault) Read(string text, int at)
    {
        if (at + 1 == text.Length) return ("", text.Length, "a \\ ends it");
        char c = text[at + 1];
        if (c is 'A' or 'z' or 'b' or 'B') return ($"\\{c}", at + 2, null);
        if (Ranges(c) is { } ranges) return ($"[{ranges}]", at + 2, null);
        if (c is 'p' or 'P') return Category(text, at);
        (Rune rune, int after, string? fault) = Character(text, at);
        return (fault is null ? Literal(rune) : "", after, fault);
    }

    /// <summary>A character as itself.</summary>
    public static string Literal(Rune rune) => rune.IsBmp ? InSet((char)rune.Value) : $"(?:{rune})";

    /// <summary>A character as itself, also within [ ].</summary>
    public static string InSet(char c) => char.IsAsciiLetterOrDigit(c) || c == ' ' ? c.ToString() : $"\\u{(int)c:X4}";

    /// <summary>What \d \s \w and their opposites are made of: ASCII, which .NET's own are not.</summary>
    public static string? Ranges(char name) => name switch
    {
        'd' => "0-9",
        'D' => @"\u0000-\u002F\u003A-\uFFFF",
        's' => @"\u0009\u000A\u000C\u000D ",
        'S' => @"\u0000-\u0008\u000B\u000E-\u001F\u0021-\uFFFF",
        'w' => @"0-9A-Z\u005Fa-z",
        'W' => @"\u0000-\u002F\u003A-\u0040\u005B-\u005E\u0060\u007B-\uFFFF",
        _ => null,
    };

    /// <summary>\pL, \p{Lu}, \P{Lu}, \p{^Lu}; within [ ] too.</summary>
    public static (string Piece, int After, string? Fault) Category(string text, int at)
    {
        bool opposite = text[at + 1] == 'P';
        int start = at + 2, end = start + 1;
        if (start < text.Length && text[start] == '{')
        {
            start++;
            end = text.IndexOf('}', start);
        }

        if (end < 0 || end > text.Length) return ("", text.Length, $"\\{text[at + 1]} needs a category, for instance \\p{{Lu}}");
        string name = text[start..end];
        if (name.StartsWith('^')) (name, opposite) = (name[1..], !opposite);
        int after = end < text.Length && text[end] == '}' && text[start - 1] == '{' ? end + 1 : end;
        return name.Length is 1 or 2 && Categories.Contains($" {name} ", StringComparison.Ordinal)
            ? ($"\\{(opposite ? 'P' : 'p')}{{{name}}}", after, null)
            : ("", after, $"\\p{{{Quote.Bare(name)}}} is not supported, only general categories such as \\p{{Lu}}: write its characters, for instance [Α-ω]");
    }

    /// <summary>An escape that stands for one character.</summary>
    public static (Rune Rune, int After, string? Fault) Character(string text, int at)
    {
        if (at + 1 == text.Length) return (default, text.Length, "a \\ ends it");
        char c = text[at + 1];
        switch (c)
        {
            case 'a': return (new Rune(7), at + 2, null);
            case 'f': return (new Rune(12), at + 2, null);
            case 'n': return (new Rune(10), at + 2, null);
            case 'r': return (new Rune(13), at + 2, null);
            case 't': return (new Rune(9), at + 2, null);
            case 'v': return (new Rune(11), at + 2, null);
            case 'x': return Hexadecimal(text, at);
            case >= '0' and <= '7': return Octal(text, at);
        }

        return char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c) && !char.IsControl(c) ? (new Rune(c), at + 2, null) : (default, at + 2, $"\\{Quote.Bare(c.ToString())} is not in Go's syntax");
    }

    private static (Rune Rune, int After, string? Fault) Hexadecimal(string text, int at)
    {
        bool braced = at + 2 < text.Length && text[at + 2] == '{';
        int start = braced ? at + 3 : at + 2, end = braced ? text.IndexOf('}', start) : start + 2;
        bool good = end >= 0 && end <= text.Length && end - start is > 0 and <= 8;
        if (good && int.TryParse(text.AsSpan(start, end - start), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) && Rune.TryCreate(value, out Rune rune)) return (rune, braced ? end + 1 : end, null);
        return (default, text.Length, "\\x needs the number of a character, for instance \\x41 or \\x{1F600}");
    }

    // \0, \01, \012, and \12 as well; a single other digit would be a reference to a group.
    private static (Rune Rune, int After, string? Fault) Octal(string text, int at)
    {
        int end = at + 1;
        int value = 0;
        while (end < text.Length && end < at + 4 && text[end] is >= '0' and <= '7') value = (value * 8) + text[end++] - '0';
        return text[at + 1] != '0' && end == at + 2 ? (default, end, $"\\{text[at + 1]} refers to a group, which Go's syntax does not have") : (new Rune(value), end, null);
    }
}
