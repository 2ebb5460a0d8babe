using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;

namespace LoadProbe.Probing;

/// <summary>A message as gRPC sends it: not compressed, its length, itself. Notes when it is written.</summary>
internal sealed class FramedMessage : HttpContent
{
    private readonly byte[] _frame;
    private readonly TimeProvider _time;

    public FramedMessage(byte[] message, TimeProvider time)
    {
        _time = time;
        _frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(_frame.AsSpan(1), message.Length);
        message.CopyTo(_frame, 5);
        Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
    }

    /// <summary>When it began to be written; 0 = not yet.</summary>
    public long Start { get; private set; }

    /// <summary>When all of it was written; 0 = not yet.</summary>
    public long End { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Start = _time.GetTimestamp();
        await stream.WriteAsync(_frame, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        End = _time.GetTimestamp();
    }

    // A stream of messages has no length of its own.
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
