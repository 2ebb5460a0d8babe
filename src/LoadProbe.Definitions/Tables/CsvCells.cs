using System.Text;

namespace LoadProbe.Definitions;

/// <summary>Walks through the cells of a row of CSV.</summary>
internal ref struct CsvCells(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private ReadOnlySpan<byte> _cell;
    private bool _quoted;

    /// <summary>The bytes walked over.</summary>
    public int At { get; private set; }

    /// <summary>Goes over the next cell and what ends it.</summary>
    public CsvEnd Next()
    {
        _quoted = At < _text.Length && _text[At] == '"';
        if (_quoted)
        {
            int end = QuotedEnd();
            if (end < 0) return CsvEnd.Open;
            _cell = _text[(At + 1)..end];
            At = end + 1;
        }
        else
        {
            ReadOnlySpan<byte> rest = _text[At..];
            int end = rest.IndexOfAny((byte)',', (byte)'\r', (byte)'\n');
            _cell = end < 0 ? rest : rest[..end];
            At += _cell.Length;
        }

        if (At == _text.Length) return CsvEnd.Text;
        byte sign = _text[At];
        if (sign is not ((byte)',' or (byte)'\r' or (byte)'\n')) return CsvEnd.Broken;
        At++;
        if (sign == ',') return CsvEnd.Comma;
        if (sign == '\r' && At < _text.Length && _text[At] == '\n') At++;
        return CsvEnd.Line;
    }

    public readonly string Value()
    {
        string value = Encoding.UTF8.GetString(_cell);
        return _quoted && value.Contains('"') ? value.Replace("\"\"", "\"", StringComparison.Ordinal) : value;
    }

    // The place of the closing quote, two together being one inside; -1 when there is none.
    private readonly int QuotedEnd()
    {
        for (int at = At + 1; ; at += 2)
        {
            int quote = _text[Math.Min(at, _text.Length)..].IndexOf((byte)'"');
            if (quote < 0) return -1;
            at += quote;
            if (at + 1 == _text.Length || _text[at + 1] != '"') return at;
        }
    }
}

/// <summary>What comes after a cell.</summary>
internal enum CsvEnd
{
    Comma,
    Line,

    /// <summary>The end of the text; the cell may not be at its own.</summary>
    Text,

    /// <summary>The end of the text, inside quotes.</summary>
    Open,

    /// <summary>Something else follows a closing quote.</summary>
    Broken,
}
