using System.Buffers.Text;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>The answer a connection is giving: where its body ends follows from its head (RFC 9112, 6.3). Used again for the next.</summary>
internal sealed class Http1Answer(Http1Connection connection) : HttpAnswer
{
    private static readonly Version[] Versions = [.. Enumerable.Range(0, 10).Select(minor => new Version(1, minor))];

    private readonly Http1Head _head = new();
    private Http1Body? _body;
    private string? _flaw;

    public override int Status => _head.Status;

    public override Version Version => Versions[_head.Minor];

    public override string? Flaw => _flaw;

    public override Stream Body => _body!;

    /// <summary>Whether the connection can carry another request: the body was read to its end, and neither side closes.</summary>
    public bool LeavesItOpen => _body is { IsAtEnd: true } && _flaw is null && StaysOpen();

    /// <summary>Reads the first line of a head.</summary>
    /// <exception cref="HttpRequestException">It is not HTTP.</exception>
    public void Begin(byte[] bytes, int length) => Accept(_head.Begin(bytes, length));

    /// <summary>Reads the rest of the head; false when it is only of an answer before the answer.</summary>
    /// <exception cref="HttpRequestException">It is not HTTP.</exception>
    public bool Read(byte[] bytes, int length, bool isToHead)
    {
        Accept(_head.Read(bytes, length));
        if (Status is >= 100 and < 200 and not 101) return false;
        (long? said, _flaw) = Length();
        _body ??= new Http1Body(connection);
        if (isToHead || Status is 101 or 204 or 304) _body.Begin(0);
        else if (IsChunked()) _body.BeginChunks();
        else _body.Begin(said);
        return true;
    }

    /// <summary>The bytes of the head have moved.</summary>
    public void Move(byte[] bytes) => _head.Move(bytes);

    public override bool Has(string name) => _head.Has(name);

    public override IReadOnlyList<string> Values(string name)
    {
        var values = new List<string>(1);
        for (int from = 0; _head.TryNext(name, ref from, out ReadOnlySpan<byte> value);) values.Add(_head.Text(value));
        return values;
    }

    public override string? Value(string name)
    {
        int from = 0;
        if (!_head.TryNext(name, ref from, out ReadOnlySpan<byte> value)) return null;
        string first = _head.Text(value);
        return _head.TryNext(name, ref from, out _) ? base.Value(name) : first;
    }

    public override void Dispose() => connection.Release();

    private static void Accept(string? wrong)
    {
        if (wrong is not null) throw new HttpRequestException(HttpRequestError.InvalidResponse, wrong);
    }

    private (long? Said, string? Flaw) Length()
    {
        if (Status == 101) return (null, BodyLength.Fault(Status, []));
        long? said = null;
        for (int from = 0; _head.TryNext("Content-Length", ref from, out ReadOnlySpan<byte> value);)
        {
            bool isNumber = Utf8Parser.TryParse(value, out ulong length, out int read) && read == value.Length && value[0] is not (byte)'+' && length <= long.MaxValue;
            if (!isNumber || (said is not null && said != (long)length)) return (null, BodyLength.Fault(Status, Values("Content-Length")));
            said = (long)length;
        }

        return (said, null);
    }

    // Only the last encoding says where the body ends.
    private bool IsChunked()
    {
        bool chunked = false;
        for (int from = 0; _head.TryNext("Transfer-Encoding", ref from, out ReadOnlySpan<byte> value);)
        {
            ReadOnlySpan<byte> last = value[(value.LastIndexOf((byte)',') + 1)..].Trim(" \t"u8);
            chunked = Ascii.EqualsIgnoreCase(last, "chunked"u8);
        }

        return chunked;
    }

    private bool StaysOpen()
    {
        bool keeps = _head.Minor > 0;
        for (int from = 0; _head.TryNext("Connection", ref from, out ReadOnlySpan<byte> value);)
        {
            foreach (Range part in value.Split((byte)','))
            {
                ReadOnlySpan<byte> word = value[part].Trim(" \t"u8);
                if (Ascii.EqualsIgnoreCase(word, "close"u8)) return false;
                keeps |= Ascii.EqualsIgnoreCase(word, "keep-alive"u8);
            }
        }

        return keeps;
    }
}
