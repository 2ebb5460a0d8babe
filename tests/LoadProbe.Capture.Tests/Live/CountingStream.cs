using System.Diagnostics;
using System.Net.Sockets;

namespace LoadProbe.Capture.Tests;

/// <summary>Counts the raw bytes of a connection, below TLS.</summary>
internal sealed class CountingStream(Socket socket) : Stream
{
    private readonly NetworkStream inner = new(socket, ownsSocket: true);

    public Socket Socket => socket;
    public long Sent { get; private set; }
    public long Received { get; private set; }

    /// <summary>From just before the last write to just after the last read: the server's time and both ways through the kernel.</summary>
    public TimeSpan Waited { get; private set; }

    private long written;

    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() => inner.Flush();
    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count)
    {
        return Arrived(inner.Read(buffer, offset, count));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        return Arrived(await inner.ReadAsync(buffer, cancellationToken));
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        Leaves(count);
        inner.Write(buffer, offset, count);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Leaves(buffer.Length);
        return inner.WriteAsync(buffer, cancellationToken);
    }

    private int Arrived(int read)
    {
        Waited = Stopwatch.GetElapsedTime(written);
        Received += read;
        return read;
    }

    private void Leaves(int count)
    {
        Sent += count;
        written = Stopwatch.GetTimestamp();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
