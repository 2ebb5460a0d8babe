using System.Text;

namespace LoadProbe.Definitions;

/// <summary>[ ] in a regular expression of Go's syntax: written anew, so that nothing in it means more to .NET.</summary>
internal static class GoSet
{
    private static readonly Dictionary<string, string> Posix = new()
    {
        ["alnum"] = "0-9A-Za-z", ["alpha"] = "A-Za-z", ["ascii"] = @"\u0000-\u007F", ["blank"] = @"\u0009 ", ["cntrl"] = @"\u0000-\u001F\u007F", ["digit"] = "0-9", ["graph"] = @"\u0021-\u007E",
        ["lower"] = "a-z", ["print"] = @"\u0020-\u007E", ["punct"] = @"\u0021-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u007E", ["space"] = @"\u0009-\u000D ", ["upper"] = "A-Z", ["word"] = @"0-9A-Za-z\u005F", ["xdigit"] = "0-9A-Fa-f",
    };

    /// <param name="at">Where the [ stands.</param>
    public static (string Piece, int After, string? Fault) Read(string text, int at)
    {
        var set = new StringBuilder("[");
        int i = at + 1;
        if (i < text.Length && text[i] == '^')
        {
            set.Append('^');
            i++;
        }

        // A ] that comes first is one of the characters.
        for (int first = i; i < text.Length && (text[i] != ']' || i == first);)
        {
            (string item, i, string? fault) = Item(text, i);
            if (fault is not null) return ("", i, fault);
            set.Append(item);
        }

        return i == text.Length ? ("", i, "a [ has no ]") : (set.Append(']').ToString(), i + 1, null);
    }

    private static (string Piece, int After, string? Fault) Item(string text, int at)
    {
        int close = text.IndexOf(":]", at, StringComparison.Ordinal);
        if (string.CompareOrdinal(text, at, "[:", 0, 2) == 0 && close > at + 1)
        {
            string name = text[(at + 2)..close];
            if (name.StartsWith('^')) return ("", close, $"[:{Quote.Bare(name)}:] is not supported: write what it is made of");
            return Posix.TryGetValue(name, out string? ranges) ? (ranges, close + 2, null) : ("", close, $"[:{Quote.Bare(name)}:] is not in Go's syntax: it has {string.Join(", ", Posix.Keys)}");
        }

        if (text[at] == '\\' && at + 1 < text.Length)
        {
            if (GoEscape.Ranges(text[at + 1]) is { } ranges) return (ranges, at + 2, null);
            if (text[at + 1] is 'p' or 'P') return GoEscape.Category(text, at);
        }

        (Rune low, int after, string? fault) = Character(text, at);
        if (fault is not null) return ("", after, fault);
        Rune high = low;
        bool isRange = after + 1 < text.Length && text[after] == '-' && text[after + 1] != ']';
        if (isRange) (high, after, fault) = Character(text, after + 1);
        if (fault is not null) return ("", after, fault);
        string shown = Quote.Bare(text[at..after]);
        if (!low.IsBmp || !high.IsBmp) return ("", after, $"{shown} in [ ]: characters above U+FFFF are not supported there, write them with | instead");
        if (high < low) return ("", after, $"{shown} begins above its end");
        return (isRange ? $"{GoEscape.InSet((char)low.Value)}-{GoEscape.InSet((char)high.Value)}" : GoEscape.InSet((char)low.Value), after, null);
    }

    private static (Rune Rune, int After, string? Fault) Character(string text, int at)
    {
        if (text[at] == '\\') return GoEscape.Character(text, at);
        Rune.DecodeFromUtf16(text.AsSpan(at), out Rune rune, out int length);
        return (rune, at + length, null);
    }
}
