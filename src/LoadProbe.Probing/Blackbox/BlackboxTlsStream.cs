using System.Net.Security;

namespace LoadProbe.Probing;

/// <summary>TLS that tells when the first byte of what was sent over it came, and not of records of its own. The HTTP handler takes it as it is.</summary>
internal sealed class BlackboxTlsStream(Stream inner, BlackboxTrust trust, BlackboxTrace? trace)
    : SslStream(inner, leaveInnerStreamOpen: false, (_, certificate, chain, errors) => trust.Note(certificate, chain, errors))
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (read > 0) trace?.Read();
        return read;
    }
}
