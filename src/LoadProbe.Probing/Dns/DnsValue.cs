using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>Reads the value of a record as text in the form of zone files.</summary>
/// <param name="bytes">The message, up to the value's end.</param>
/// <param name="start">Where the value begins.</param>
internal ref struct DnsValue(ReadOnlySpan<byte> bytes, int start)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly StringBuilder _text = new();
    private int _at = start;
    private bool _isMalformed;

    /// <summary>There is no text for this type but its bytes.</summary>
    public bool IsUnknown { get; private set; }

    /// <summary>Of an SOA.</summary>
    public uint? Serial { get; private set; }

    /// <summary>Null when it is malformed, or of a type that is not known.</summary>
    public string? Read(int type)
    {
        switch (type)
        {
            case 1: Address(4); break;
            case 28: Address(16); break;
            case 2 or 3 or 4 or 5 or 7 or 8 or 9 or 12 or 39: Name(); break;
            case 6: StartOfAuthority(); break;
            case 13 or 16 or 99: Strings(); break;
            case 14 or 17: Name(); Name(); break;
            case 15 or 18 or 21 or 36: Number(2); Name(); break;
            case 33: Number(2); Number(2); Number(2); Name(); break;
            case 35: Number(2); Number(2); Strings(3); Name(); break;
            case 43 or 59 or 32769: Number(2); Number(1); Number(1); Rest(Convert.ToHexString); break;
            case 44: Number(1); Number(1); Rest(Convert.ToHexString); break;
            case 48 or 60: Number(2); Number(1); Number(1); Rest(static b => Convert.ToBase64String(b)); break;
            case 52 or 53: Number(1); Number(1); Number(1); Rest(static b => Convert.ToHexStringLower(b)); break;
            case 257: Property(); break;
            default: IsUnknown = true; return null;
        }

        return _isMalformed || _at != _bytes.Length ? null : _text.ToString();
    }

    private void Address(int size)
    {
        if (Take(size) is { IsEmpty: false } address) Add(new IPAddress(address).ToString());
    }

    private void Name()
    {
        if (!_isMalformed && DnsName.Read(_bytes, ref _at) is { } name) Add(name);
        else _isMalformed = true;
    }

    private uint Number(int size)
    {
        uint number = 0;
        foreach (byte b in Take(size)) number = (number << 8) | b;
        Add(number.ToString(CultureInfo.InvariantCulture));
        return number;
    }

    private void StartOfAuthority()
    {
        Name();
        Name();
        Serial = Number(4);
        for (int i = 0; i < 4; i++) Number(4);
    }

    private void Strings(int most = int.MaxValue)
    {
        for (int i = 0; i < most && _at < _bytes.Length && !_isMalformed; i++)
        {
            ReadOnlySpan<byte> text = Take(Take(1)[0]);
            if (_isMalformed) return;
            Add("");
            DnsName.AppendQuoted(_text, text);
        }
    }

    // A certification authority's right: flags, what it is about, and what is said of that.
    private void Property()
    {
        Number(1);
        ReadOnlySpan<byte> size = Take(1);
        if (size.IsEmpty) return;
        Add(Encoding.ASCII.GetString(Take(size[0])));
        Add("");
        DnsName.AppendQuoted(_text, Take(_bytes.Length - _at));
    }

    private delegate string Shown(ReadOnlySpan<byte> bytes);

    private void Rest(Shown shown) => Add(shown(Take(_bytes.Length - _at)));

    private void Add(string part)
    {
        if (_text.Length > 0) _text.Append(' ');
        _text.Append(part);
    }

    private ReadOnlySpan<byte> Take(int size)
    {
        if (size < 0 || _isMalformed || _at + size > _bytes.Length)
        {
            _isMalformed = true;
            return default;
        }

        _at += size;
        return _bytes.Slice(_at - size, size);
    }
}
