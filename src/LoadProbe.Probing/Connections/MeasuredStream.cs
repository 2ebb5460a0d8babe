using System.Net;
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
    private readonly PolledSocket _receive;
    private readonly SocketWrites _send;
    private readonly CountedConnection? _counted;
    private int _disposed;

    /// <exception cref="SocketException">There is no socket to be had.</exception>
    public MeasuredStream(AddressFamily family, ConnectionMeter meter, bool clocked, NetworkMeter? network = null)
    {
        (_meter, IsClocked) = (meter, clocked);
        _socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (network is not null) _counted = new CountedConnection(_socket, network);
        Action<SocketError>? failed = _counted is null ? null : _counted.Failed;
        _receive = new PolledSocket(_socket, Received, failed);
        _send = new SocketWrites(_socket, Sent, failed);
    }

    /// <summary>Connects the socket. The stream is to be disposed when this fails.</summary>
    /// <exception cref="SocketException">There is no connection to be had.</exception>
    public async Task ConnectAsync(IPEndPoint to, CancellationToken token)
    {
        try
        {
            await _receive.ConnectAsync(to, token).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            _counted?.Failed(e.SocketErrorCode);
            throw;
        }

        (_meter.Stream, _meter.Local, _meter.Remote) = (this, SocketCalls.Local(_socket), to);
    }

    /// <summary>Whether the request's clock is told: of what a request and its answer are, and of nothing before.</summary>
    public bool IsClocked { get; set; }

    /// <summary>The next read tries, whether news came or not.</summary>
    public void Look() => _receive.Look();

    /// <summary>What the kernel knows of the connection; null when it is closed.</summary>
    public TcpInfo? ReadTcpInfo()
    {
        Span<byte> option = stackalloc byte[TcpInfo.Size];
        try
        {
            return TcpInfo.Parse(option[.._socket.GetRawSocketOption(TcpInfo.Level, TcpInfo.Option, option)]);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

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

    // Nobody waits on a thread for a target.
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

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
            _counted?.Close();
            _receive.Dispose();
            _send.Dispose();
            Descriptors.GiveBack();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadCancellableAsync(Memory<byte> buffer, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        ValueTask<int> reading = _receive.ReceiveAsync(buffer);
        await using (token.UnsafeRegister(static own => ((PolledSocket)own!).Cancel(), _receive).ConfigureAwait(false))
        {
            return await reading.ConfigureAwait(false);
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
            _counted?.Failed(e.SocketErrorCode);
            throw SocketErrors.Broken(e.SocketErrorCode);
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
