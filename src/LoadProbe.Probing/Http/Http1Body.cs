using System.Runtime.CompilerServices;

namespace LoadProbe.Probing;

/// <summary>The body of the answer a connection is giving: of a length, in chunks, or until the end. Used again for the next.</summary>
internal sealed class Http1Body(Http1Connection connection) : Stream
{
    private readonly ChunkReader _chunks = new();
    private bool _isChunked;

    // Null = until the connection's end.
    private long? _left;

    public bool IsAtEnd => _isChunked ? _chunks.IsAtEnd : _left == 0;

    public override bool CanRead => true;
    public override bool CanWrite => false;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>A body of so many bytes; null = until the connection's end.</summary>
    public void Begin(long? length) => (_isChunked, _left) = (false, length);

    public void BeginChunks()
    {
        _isChunked = true;
        _chunks.Begin();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        TakeArrived(buffer.Span) is > 0 and int taken ? ValueTask.FromResult(taken) : IsAtEnd || buffer.IsEmpty ? ValueTask.FromResult(0) : WaitAsync(buffer);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    private int TakeArrived(Span<byte> to)
    {
        ReadOnlySpan<byte> arrived = connection.Arrived;
        if (_isChunked)
        {
            (int taken, int given) = _chunks.Read(arrived, to);
            connection.Take(taken);
            return given;
        }

        int length = (int)Math.Min(_left ?? long.MaxValue, Math.Min(arrived.Length, to.Length));
        arrived[..length].CopyTo(to);
        connection.Take(length);
        _left -= length;
        return length;
    }

    [AsyncMethodBuilder(typeof(PooledTaskBuilder<>))]
    private async ValueTask<int> WaitAsync(Memory<byte> buffer)
    {
        try
        {
            while (_isChunked)
            {
                if (!await connection.MoreBodyAsync().ConfigureAwait(false)) throw Ended();
                int given = TakeArrived(buffer.Span);
                if (given > 0 || IsAtEnd) return given;
            }

            int read = await connection.BodyAsync(_left < buffer.Length ? buffer[..(int)_left] : buffer).ConfigureAwait(false);
            if (read == 0 && _left is not null) throw Ended();
            _left -= read;
            return read;
        }
        catch (Exception e) when (connection.IsCut(e))
        {
            throw Http1Connection.CutOff(e);
        }
    }

    private static HttpIOException Ended() => new(HttpRequestError.ResponseEnded, "the connection was closed within the answer");
}
