using System.Buffers;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>
/// The head of an answer: a status line and fields, read in place and used again for the next, so that nothing is allocated
/// for what nobody asks (RFC 9112, 2 to 5).
/// </summary>
internal sealed class Http1Head
{
    /// <summary>What is longer is not read on.</summary>
    public const int Longest = 64 << 10;

    private static readonly SearchValues<byte> Token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private readonly List<Field> _fields = [];
    private byte[] _bytes = [];
    private string _last = "";
    private int _begun;

    public int Status { get; private set; }

    /// <summary>The minor version; the major is 1.</summary>
    public int Minor { get; private set; }

    /// <summary>Reads the first line, of so many bytes; what is not HTTP is said, and null when all is well.</summary>
    public string? Begin(byte[] bytes, int length)
    {
        _bytes = bytes;
        _fields.Clear();
        ReadOnlySpan<byte> line = Trimmed(bytes.AsSpan(0, length));
        _begun = length;
        return StatusLine(line) ? null : $"the answer begins with what is no status line: \"{Printable(line)}\"";
    }

    /// <summary>Reads the lines after the first one, to an empty one.</summary>
    public string? Read(byte[] bytes, int length)
    {
        _bytes = bytes;
        return Lines(_begun, length);
    }

    /// <summary>What was read stands in other bytes now, at the same places.</summary>
    public void Move(byte[] bytes) => _bytes = bytes;

    public bool Has(ReadOnlySpan<char> name) => Find(name, 0) >= 0;

    /// <summary>The next value of a name from field <paramref name="from"/> on; false when there is none.</summary>
    public bool TryNext(ReadOnlySpan<char> name, ref int from, out ReadOnlySpan<byte> value)
    {
        int found = Find(name, from);
        value = found < 0 ? default : Value(_fields[found]);
        from = found + 1;
        return found >= 0;
    }

    /// <summary>A value as text, in Latin-1 as the protocol has it. Servers repeat themselves: what was said last time is told again.</summary>
    public string Text(ReadOnlySpan<byte> value) => Ascii.Equals(value, _last) ? _last : _last = Encoding.Latin1.GetString(value);

    private string? Lines(int at, int length)
    {
        while (at < length)
        {
            int end = LineEnd(_bytes.AsSpan(0, length), at);
            ReadOnlySpan<byte> line = Trimmed(_bytes.AsSpan(at, end + 1 - at));
            if (line.IsEmpty) return null;
            if (line[0] is (byte)' ' or (byte)'\t')
            {
                if (_fields.Count == 0) return "the answer has a line that continues none";
                Unfold(at, line.Length);
            }
            else
            {
                int colon = line.IndexOf((byte)':');
                int name = colon < 0 ? 0 : line[..colon].TrimEnd(" \t"u8).Length;
                if (name == 0 || line[..name].ContainsAnyExcept(Token)) return $"the answer has a line that is no header: \"{Printable(line)}\"";
                _fields.Add(new Field(at, name, at + colon + 1, line.Length - colon - 1));
            }

            at = end + 1;
        }

        return null;
    }

    // A folded line goes on with the value before it; its line end counts as blanks (RFC 9112, 5.2).
    private void Unfold(int at, int length)
    {
        Field field = _fields[^1];
        _bytes.AsSpan(field.Value + field.ValueLength, at - field.Value - field.ValueLength).Fill((byte)' ');
        _fields[^1] = field with { ValueLength = at + length - field.Value };
    }

    // HTTP/1.x SP 3DIGIT, and perhaps SP and a reason.
    private bool StatusLine(ReadOnlySpan<byte> line)
    {
        if (line.Length < 12 || !line.StartsWith("HTTP/1."u8) || !IsDigit(line[7]) || line[8] != ' ' || !IsDigit(line[9]) || !IsDigit(line[10]) || !IsDigit(line[11])) return false;
        if (line.Length > 12 && (line[12] != ' ' || line[12..].Contains((byte)'\r'))) return false;
        (Minor, Status) = (line[7] - '0', ((line[9] - '0') * 100) + ((line[10] - '0') * 10) + line[11] - '0');
        return true;
    }

    private int Find(ReadOnlySpan<char> name, int from)
    {
        for (int i = from; i < _fields.Count; i++)
        {
            Field field = _fields[i];
            if (field.NameLength == name.Length && Ascii.EqualsIgnoreCase(_bytes.AsSpan(field.Name, field.NameLength), name)) return i;
        }

        return -1;
    }

    private ReadOnlySpan<byte> Value(Field field) => _bytes.AsSpan(field.Value, field.ValueLength).Trim(" \t"u8);

    private static int LineEnd(ReadOnlySpan<byte> bytes, int from) => from + bytes[from..].IndexOf((byte)'\n');

    // Without its line end: CR LF, or LF alone.
    private static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> line) => line is [.., (byte)'\r', (byte)'\n'] ? line[..^2] : line[..^1];

    private static bool IsDigit(byte b) => b is >= (byte)'0' and <= (byte)'9';

    private static string Printable(ReadOnlySpan<byte> line) => string.Concat(Encoding.Latin1.GetString(line[..Math.Min(line.Length, 80)]).Select(c => char.IsControl(c) ? '.' : c));

    private readonly record struct Field(int Name, int NameLength, int Value, int ValueLength);
}
