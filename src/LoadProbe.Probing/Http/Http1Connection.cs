using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LoadProbe.Probing;

/// <summary>
/// One connection that speaks HTTP/1.1, a request at a time. It begins to read before it sends: so it is known to be closed,
/// or to have said what nobody asked for, before a request is wasted on it.
/// </summary>
internal sealed class Http1Connection : IDisposable
{
    private const int Room = 4 << 10;

    // After so long a rest the kernel is asked whether something has come, for its news may still be on their way to us.
    private static readonly TimeSpan Blink = TimeSpan.FromMicroseconds(20);

    private readonly Uri _origin;
    private readonly Stream _stream;
    private readonly ConnectionMeter _meter;
    private readonly ForwardedBy? _proxy;
    private readonly TimeProvider _time;
    private readonly bool _keep;
    private readonly Http1Answer _answer;
    private readonly ArrayBufferWriter<byte> _text = new(512);
    private HttpRequest? _request;
    private int? _trace;
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Room);
    private ValueTask<int> _ahead;
    private bool _reads;
    private bool _isUnsent;
    private long _restsFrom;
    private int _head;
    private int _line;
    private int _from;
    private int _to;
    private bool _isEnded;
    private volatile bool _isCut;

    /// <param name="origin">Where it leads to.</param>
    /// <param name="stream">The connection itself.</param>
    /// <param name="meter">That of the connection.</param>
    /// <param name="proxy">Who is given the requests; null = the target itself.</param>
    /// <param name="time">The clock.</param>
    /// <param name="keep">Whether it may carry more than one request.</param>
    public Http1Connection(Uri origin, Stream stream, ConnectionMeter meter, ForwardedBy? proxy, TimeProvider time, bool keep)
    {
        (_origin, _stream, _meter, _proxy, _time, _keep) = (origin, stream, meter, proxy, time, keep);
        _answer = new Http1Answer(this);
    }

    /// <summary>What has arrived of the body and was not taken yet.</summary>
    public ReadOnlySpan<byte> Arrived => _bytes.AsSpan(_from, _to - _from);

    public bool LeadsTo(Uri url) => ReferenceEquals(url, _origin) || (url.Port == _origin.Port && url.Scheme == _origin.Scheme && url.IdnHost == _origin.IdnHost);

    /// <summary>Whether another request may be sent over it after it has rested until <paramref name="now"/>, a timestamp.</summary>
    public bool TryWake(long now)
    {
        if (_isEnded || _isCut) return false;
        if (_time.GetElapsedTime(_restsFrom, now) > Blink) _meter.Stream?.Look();
        try
        {
            _bytes = ArrayPool<byte>.Shared.Rent(Room);
            (_ahead, _reads) = (_stream.ReadAsync(_bytes), true);
            return !_ahead.IsCompleted;
        }
        catch (ObjectDisposedException) when (_isCut)
        {
            return false;
        }
    }

    /// <summary>
    /// Sends a request; the answer's head has arrived when this returns. Null = the connection was closed, as a server may close
    /// what rests just when it is used, and the request may be sent again over another.
    /// </summary>
    /// <exception cref="IOException">The connection broke, or was cut off.</exception>
    /// <exception cref="HttpRequestException">The answer is not HTTP, or ended before its head did.</exception>
    [AsyncMethodBuilder(typeof(PooledTaskBuilder<>))]
    public async ValueTask<HttpAnswer?> SendAsync(HttpRequest request, bool isKept)
    {
        bool answers = false;
        try
        {
            IOException? unsent = await WriteAsync(request).ConfigureAwait(false);
            while (!HasHead())
            {
                int read = await ReadAsync().ConfigureAwait(false);
                if (read == 0) throw unsent ?? (Exception)new HttpRequestException(HttpRequestError.ResponseEnded, "the connection was closed before there was an answer");
                answers = true;
                _to += read;
            }

            _isUnsent |= unsent is not null;
            return _answer;
        }
        catch (Exception e) when (e is IOException or HttpRequestException || IsCut(e))
        {
            Dispose();
            if (_isCut) throw CutOff(e);
            if (!isKept || answers || !MayBeSentAgain(request.Method)) throw;
            return null;
        }
    }

    /// <summary>Waits for more of the body, up to 64 KB at a time; false at the connection's end.</summary>
    [AsyncMethodBuilder(typeof(PooledTaskBuilder<>))]
    public async ValueTask<bool> MoreBodyAsync()
    {
        bool isLong = _to == _bytes.Length;
        _from = _to = _head;
        if (_head == _bytes.Length || (isLong && _bytes.Length < Http1Head.Longest)) Grow();
        int read = await ReadAsync().ConfigureAwait(false);
        _to += read;
        return read > 0;
    }

    /// <summary>Reads the body where it is wanted, once nothing that has arrived is left.</summary>
    public ValueTask<int> BodyAsync(Memory<byte> to) => _stream.ReadAsync(to);

    public void Take(int bytes) => _from += bytes;

    /// <summary>The answer was read, or is left unread: the connection rests, or ends.</summary>
    public void Release()
    {
        if (_keep && !_isCut && !_isUnsent && _from == _to && _answer.LeavesItOpen && !Closes(_request!)) Rest();
        else Dispose();
    }

    /// <summary>Whether something went wrong because the connection was cut off.</summary>
    public bool IsCut(Exception e) => _isCut && (e is IOException or ObjectDisposedException);

    /// <summary>What that means to whoever was reading.</summary>
    public static OperationCanceledException CutOff(Exception e) => new("the connection was cut off", e);

    /// <summary>Cuts off what is under way; for any thread.</summary>
    public void Cut()
    {
        _isCut = true;
        _meter.Stream?.Dispose();
    }

    public void Dispose()
    {
        _isEnded = true;
        _stream.Dispose();
    }

    private ValueTask<IOException?> WriteAsync(HttpRequest request)
    {
        if (request != _request)
        {
            _text.ResetWrittenCount();
            _trace = Http1Text.Write(request, _proxy, _text);
            _request = request;
        }

        // All the rest is written once, however often the same request is sent.
        if (_trace is { } at) TraceParent.Write(MemoryMarshal.AsMemory(_text.WrittenMemory).Span.Slice(at, TraceParent.Length));
        ValueTask head = _stream.WriteAsync(_text.WrittenMemory);
        byte[]? body = Http1Text.LongBody(request);
        if (!head.IsCompletedSuccessfully || body is not null) return WriteAsync(head, body);
        head.GetAwaiter().GetResult();
        return default;
    }

    // A server may answer and close before it has read all: what became of that is seen by who reads.
    private async ValueTask<IOException?> WriteAsync(ValueTask head, byte[]? body)
    {
        try
        {
            await head.ConfigureAwait(false);
            if (body is not null) await SendBodyAsync(body).ConfigureAwait(false);
            return null;
        }
        catch (IOException e)
        {
            return e;
        }
    }

    // The head is kept until the answer is done with, as it is read in place.
    private bool HasHead()
    {
        while (_bytes.AsSpan(_line, _to - _line).IndexOf((byte)'\n') is >= 0 and int end)
        {
            bool isFirst = _line == 0;
            bool isEmpty = end == 0 || (end == 1 && _bytes[_line] == '\r');
            _line += end + 1;
            if (isFirst) _answer.Begin(_bytes, _line);
            if (!isEmpty) continue;
            if (_answer.Read(_bytes, _line, isToHead: _request!.Method == "HEAD"))
            {
                _head = _from = _line;
                return true;
            }

            _bytes.AsSpan(_line, _to - _line).CopyTo(_bytes);
            (_to, _line) = (_to - _line, 0);
        }

        if (_to < _bytes.Length) return false;
        if (_to >= Http1Head.Longest) throw new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded, $"the answer's head is longer than {Http1Head.Longest >> 10} KB");
        Grow();
        return false;
    }

    private ValueTask<int> ReadAsync()
    {
        if (!_reads) return _stream.ReadAsync(_bytes.AsMemory(_to));
        _reads = false;
        return _ahead;
    }

    // A server that answers before it has read all of a long body may never read the rest.
    private async Task SendBodyAsync(byte[] body)
    {
        Task sending = _stream.WriteAsync(body).AsTask();
        if (!sending.IsCompleted)
        {
            Task<int> answering = ReadAsync().AsTask();
            (_ahead, _reads) = (new ValueTask<int>(answering), true);
            await Task.WhenAny(sending, answering).ConfigureAwait(false);
            _isUnsent = !sending.IsCompleted;
            if (_isUnsent) return;
        }

        await sending.ConfigureAwait(false);
    }

    private void Rest()
    {
        (_head, _line, _from, _to, _restsFrom) = (0, 0, 0, 0, _time.GetTimestamp());
        // Thousands of customers rest, and hold no memory for what they do not read.
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
        _bytes.AsSpan(0, _to).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
        _answer.Move(larger);
    }

    // Those that do no more when they are done twice (RFC 9110, 9.2.2): an order must not be.
    private static bool MayBeSentAgain(string method) => method is "GET" or "HEAD" or "PUT" or "DELETE" or "OPTIONS" or "TRACE";

    private static bool Closes(HttpRequest request)
    {
        for (int i = 0; i < request.Fields.Count; i++)
        {
            (string name, string value) = request.Fields[i];
            if (name.Equals("Connection", StringComparison.OrdinalIgnoreCase) && value.Contains("close", StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
