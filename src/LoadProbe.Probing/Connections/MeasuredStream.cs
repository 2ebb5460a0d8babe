using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>
/// A socket's stream that counts each byte and allocates for none. Without TLS it also tells the request's clock of
/// them.
/// </summary>
internal sealed class MeasuredStream : Stream
{
    private readonly Socket _socket;
    private readonly ConnectionMeter _meter;
    private readonly SocketOperation _receive;
    private readonly SocketOperation _send;
    private int _disposed;

    public MeasuredStream(Socket socket, ConnectionMeter meter, bool clocked)
    {
        (_socket, _meter, IsClocked) = (socket, meter, clocked);
        _receive = new SocketOperation(socket, Received);
        _send = new SocketOperation(socket, Sent);
    }

    /// <summary>Whether the request's clock is told: of what a request and its answer are, and of nothing before.</summary>
    public bool IsClocked { get; set; }

    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.CanBeCanceled ? ReadCancellableAsync(buffer, cancellationToken) : _receive.ReceiveAsync(buffer);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsClocked) _meter.Writing();
        return cancellationToken.CanBeCanceled ? WriteCancellableAsync(buffer, cancellationToken) : _send.SendAsync(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = _socket.Receive(buffer, offset, count, SocketFlags.None);
        Received(read);
        return read;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (IsClocked) _meter.Writing();
        for (int sent = 0; sent < count;) sent += _socket.Send(buffer, offset + sent, count - sent, SocketFlags.None);
        Sent(count);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _socket.Dispose();
            _receive.Dispose();
            _send.Dispose();
            Descriptors.GiveBack();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadCancellableAsync(Memory<byte> buffer, CancellationToken token)
    {
        try
        {
            int read = await _socket.ReceiveAsync(buffer, SocketFlags.None, token).ConfigureAwait(false);
            Received(read);
            return read;
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private async ValueTask WriteCancellableAsync(ReadOnlyMemory<byte> buffer, CancellationToken token)
    {
        try
        {
            for (ReadOnlyMemory<byte> rest = buffer; !rest.IsEmpty;) rest = rest[await _socket.SendAsync(rest, SocketFlags.None, token).ConfigureAwait(false)..];
            Sent(buffer.Length);
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private void Received(int bytes)
    {
        if (bytes == 0) return;
        _meter.RawRead(bytes);
        if (IsClocked) _meter.Read(bytes);
    }

    private void Sent(int bytes)
    {
        _meter.RawWrote(bytes);
        _meter.Wrote();
    }
}
