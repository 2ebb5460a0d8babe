namespace LoadProbe.Probing;

/// <summary>Takes a body out of its chunks (RFC 9112, 7.1), however the bytes are cut. Extensions and trailers are read over.</summary>
internal sealed class ChunkReader
{
    private const int LongestLine = 16 << 10;

    private At _at;
    private ulong _left;
    private int _line;
    private int _trailers;

    private enum At
    {
        Size,
        MoreSize,
        AfterSize,
        SizeEnd,
        Content,
        ContentEnd,
        ContentLineFeed,
        TrailerBegin,
        TrailerName,
        TrailerValue,
        LastLineFeed,
        End,
    }

    /// <summary>Whether the last chunk and its trailers were read.</summary>
    public bool IsAtEnd => _at == At.End;

    /// <summary>Another body begins.</summary>
    public void Begin() => (_at, _left, _line, _trailers) = (At.Size, 0, 0, 0);

    /// <summary>Takes from what arrived, and gives what of it is body; stops when the one is used up or the other full.</summary>
    /// <exception cref="HttpIOException">What arrived is not in chunks, or goes on without end.</exception>
    public (int Taken, int Given) Read(ReadOnlySpan<byte> from, Span<byte> to)
    {
        int taken = 0, given = 0;
        while (taken < from.Length && _at != At.End)
        {
            if (_at != At.Content)
            {
                Step(from[taken++]);
                continue;
            }

            if (given == to.Length) break;
            int length = (int)Math.Min(_left, (ulong)Math.Min(from.Length - taken, to.Length - given));
            from.Slice(taken, length).CopyTo(to[given..]);
            (taken, given, _left) = (taken + length, given + length, _left - (ulong)length);
            if (_left == 0) _at = At.ContentEnd;
        }

        return (taken, given);
    }

    private void Step(byte b)
    {
        switch (_at)
        {
            case At.Size or At.MoreSize when Digit(b) is { } digit:
                if (_left >> 60 != 0) throw Wrong("a chunk's size is beyond 64 bits");
                (_left, _at) = ((_left << 4) | digit, At.MoreSize);
                Lengthen();
                break;
            case At.MoreSize or At.AfterSize when b is (byte)'\n':
                Begun();
                break;
            case At.MoreSize or At.AfterSize when b is (byte)'\r':
                _at = At.SizeEnd;
                break;
            case At.MoreSize when b is (byte)' ' or (byte)'\t' or (byte)';':
            case At.AfterSize:
                _at = At.AfterSize;
                Lengthen();
                break;
            case At.SizeEnd when b is (byte)'\n':
                Begun();
                break;
            case At.ContentEnd when b is (byte)'\r':
                _at = At.ContentLineFeed;
                break;
            case At.ContentEnd or At.ContentLineFeed when b is (byte)'\n':
                _at = At.Size;
                break;
            case At.TrailerBegin when b is (byte)'\r':
                _at = At.LastLineFeed;
                break;
            case At.TrailerBegin or At.LastLineFeed when b is (byte)'\n':
                _at = At.End;
                break;
            case At.TrailerBegin or At.TrailerName or At.TrailerValue:
                Trailer(b);
                break;
            default:
                throw Wrong(_at is At.ContentEnd or At.ContentLineFeed ? "a chunk does not end where its size says" : "a chunk has no size");
        }
    }

    private void Begun() => (_at, _line) = (_left == 0 ? At.TrailerBegin : At.Content, 0);

    private void Trailer(byte b)
    {
        if (++_trailers > Http1Head.Longest) throw new HttpIOException(HttpRequestError.ConfigurationLimitExceeded, $"the trailers are longer than {Http1Head.Longest >> 10} KB");
        if (_at == At.TrailerValue)
        {
            if (b == '\n') _at = At.TrailerBegin;
            return;
        }

        if (b == '\n') throw Wrong("a trailer is no header");
        _at = b == ':' ? At.TrailerValue : At.TrailerName;
    }

    private void Lengthen()
    {
        if (++_line > LongestLine) throw new HttpIOException(HttpRequestError.ConfigurationLimitExceeded, $"the line of a chunk's size is longer than {LongestLine >> 10} KB");
    }

    private static ulong? Digit(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => (ulong)(b - '0'),
        >= (byte)'a' and <= (byte)'f' => (ulong)(b - 'a' + 10),
        >= (byte)'A' and <= (byte)'F' => (ulong)(b - 'A' + 10),
        _ => null,
    };

    private static HttpIOException Wrong(string what) => new(HttpRequestError.InvalidResponse, $"the answer's chunks are broken: {what}");
}
