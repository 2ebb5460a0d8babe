using System.Net.Security;
using System.Runtime.CompilerServices;

namespace LoadProbe.Probing;

/// <summary>
/// TLS over a <see cref="MeasuredStream"/>: tells the request's clock of the request's own bytes, so that session
/// tickets and other records of TLS itself are never taken for an answer. Being an <see cref="SslStream"/>, the HTTP
/// handler takes it as it is.
/// </summary>
internal sealed class MeasuredTlsStream(MeasuredStream inner, ConnectionMeter meter, RemoteCertificateValidationCallback check)
    : SslStream(inner, leaveInnerStreamOpen: false, check)
{
    [AsyncMethodBuilder(typeof(PooledTaskBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        meter.Read(read);
        return read;
    }

    [AsyncMethodBuilder(typeof(PooledVoidTaskBuilder))]
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        meter.Writing();
        await base.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        meter.Wrote();
    }
}
