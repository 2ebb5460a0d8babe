using System.Globalization;
using System.Text;

namespace LoadProbe.Definitions;

/// <summary>
/// Regular expressions of Go's syntax (RE2) as .NET's that mean the same: <c>$</c> is the end of the text, groups are
/// numbered from left to right whether they have names or not, <c>\d \s \w</c> are ASCII. What Go would not take is refused too.
/// </summary>
internal sealed class GoPattern
{
    private const int Deepest = 100;
    private const int MostRepeats = 1_000;

    private readonly string _text;
    private readonly StringBuilder _out = new();
    private readonly List<string> _names = [""];
    private int _at;
    private string? _fault;

    private GoPattern(string text) => _text = text;

    /// <summary>The .NET pattern and the names of its groups; or what is wrong with the text.</summary>
    public static (string Pattern, IReadOnlyList<string> Names, string? Fault) Translate(string text)
    {
        var reader = new GoPattern(text);
        reader.Alternatives(multiline: false, 0);
        if (reader._fault is null && reader._at < text.Length) reader.Refuse("a ) has no (");
        return (reader._out.ToString(), reader._names, reader._fault);
    }

    private void Alternatives(bool multiline, int depth)
    {
        (bool repeatable, bool repeated) = (false, false);
        while (_fault is null && _at < _text.Length && _text[_at] != ')')
        {
            if (Repeat() is { } repeat)
            {
                if (!repeatable) Refuse($"{repeat} repeats nothing");
                else if (repeated) Refuse($"{repeat} repeats what is repeated already");
                _out.Append(repeat);
                repeated = true;
                continue;
            }

            repeated = false;
            repeatable = Piece(ref multiline, depth, repeatable);
        }
    }

    // Whether it is something that can be repeated.
    private bool Piece(ref bool multiline, int depth, bool before)
    {
        char c = _text[_at];
        if (c == '(') return Group(ref multiline, depth);
        if (c == '\\') return Escape(before);
        if (c == '[')
        {
            (string set, _at, _fault) = GoSet.Read(_text, _at);
            _out.Append(set);
            return true;
        }

        if (c is '|' or '.' or '^' or '$')
        {
            _out.Append(c == '$' && !multiline ? @"\z" : c.ToString());
            _at++;
            return c != '|';
        }

        Rune.DecodeFromUtf16(_text.AsSpan(_at), out Rune rune, out int length);
        _out.Append(GoEscape.Literal(rune));
        _at += length;
        return true;
    }

    private bool Group(ref bool multiline, int depth)
    {
        bool inner = multiline;
        if (depth == Deepest) return Refuse($"more than {Deepest} groups within each other");
        if (!Is("(?")) Open("");
        else if (Is("(?P<") || (Is("(?<") && !Is("(?<=") && !Is("(?<!")))
        {
            int start = _text.IndexOf('<', _at) + 1, end = _text.IndexOf('>', start);
            string name = end < 0 ? "" : _text[start..end];
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')) return Refuse("a group's name is letters, digits and _, between < and >");
            _at = end;
            Open(name);
        }
        else if (!Flags(ref inner)) return false;
        else if (_text[_at - 1] == ')')
        {
            // (?m) holds to the end of the group that it stands in.
            multiline = inner;
            return false;
        }

        Alternatives(inner, depth + 1);
        if (_fault is not null) return false;
        if (_at == _text.Length) return Refuse("a ( has no )");
        _at++;
        _out.Append(')');
        return true;
    }

    private void Open(string name)
    {
        _out.Append(CultureInfo.InvariantCulture, $"(?<{_names.Count}>");
        _names.Add(name);
        _at++;
    }

    // (?i) (?i-s:
    private bool Flags(ref bool multiline)
    {
        int start = _at;
        (bool on, bool any) = (true, false);
        for (_at += 2; _at < _text.Length; _at++)
        {
            char c = _text[_at];
            if (c is ')' or ':')
            {
                if (!on && !any) break;
                _at++;
                if (c == ':' || _at - start > 3) _out.Append(_text, start, _at - start);
                return true;
            }

            if (c == '-' && on) (on, any) = (false, false);
            else if (c is 'i' or 's') any = true;
            else if (c == 'm') (multiline, any) = (on, true);
            else if (c == 'U') return Refuse("the flag U (lazy by default) is not supported: write *? for *");
            else break;
        }

        return Refuse($"{Quote.Bare(_text[start..Math.Min(_at + 1, _text.Length)])} is not in Go's syntax");
    }

    private bool Escape(bool before)
    {
        if (Is(@"\Q"))
        {
            int end = _text.IndexOf(@"\E", _at, StringComparison.Ordinal);
            string literal = end < 0 ? _text[(_at + 2)..] : _text[(_at + 2)..end];
            foreach (Rune rune in literal.EnumerateRunes()) _out.Append(GoEscape.Literal(rune));
            _at = end < 0 ? _text.Length : end + 2;
            return before || literal.Length > 0;
        }

        (string piece, _at, _fault) = GoEscape.Read(_text, _at);
        _out.Append(piece);
        return _fault is null;
    }

    // * + ? {n} {n,} {n,m}, each also lazy.
    private string? Repeat()
    {
        int end = _at + 1;
        if (_text[_at] == '{')
        {
            end = _text.IndexOf('}', _at) + 1;
            string[] ends = end == 0 ? [] : _text[(_at + 1)..(end - 1)].Split(',');
            bool IsCount(string count) => count.Length is > 0 and < 9 && count.All(char.IsAsciiDigit) && (count == "0" || count[0] != '0');
            if (ends.Length is 0 or > 2 || !IsCount(ends[0]) || (ends.Length == 2 && ends[1].Length > 0 && !IsCount(ends[1]))) return null;
            int[] counts = [.. ends.Where(e => e.Length > 0).Select(e => int.Parse(e, CultureInfo.InvariantCulture))];
            if (counts.Max() > MostRepeats || counts[0] > counts[^1]) Refuse($"{_text[_at..end]} is not a count from 0 to {MostRepeats}, the smaller first");
        }
        else if (_text[_at] is not ('*' or '+' or '?')) return null;

        if (end < _text.Length && _text[end] == '?') end++;
        string repeat = _text[_at..end];
        _at = end;
        return repeat;
    }

    private bool Is(string start) => string.CompareOrdinal(_text, _at, start, 0, start.Length) == 0;

    private bool Refuse(string fault)
    {
        _fault ??= fault;
        return false;
    }
}
