using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>A socket's stream that counts each byte. Without TLS it also tells the request's clock of them.</summary>
internal sealed class MeasuredStream(Socket socket, ConnectionMeter meter, bool clocked) : Stream
{
    private readonly NetworkStream _inner = new(socket, ownsSocket: true);

    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await _inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (read == 0) return 0;
        meter.RawRead(read);
        if (clocked) meter.Read(read);
        return read;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        RequestClock? clock = clocked ? meter.Writing() : null;
        await _inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        meter.RawWrote(buffer.Length);
        meter.Wrote(clock);
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = _inner.Read(buffer, offset, count);
        meter.RawRead(read);
        if (clocked) meter.Read(read);
        return read;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        RequestClock? clock = clocked ? meter.Writing() : null;
        _inner.Write(buffer, offset, count);
        meter.RawWrote(count);
        meter.Wrote(clock);
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
        if (disposing) _inner.Dispose();
        base.Dispose(disposing);
    }
}
