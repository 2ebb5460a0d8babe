using System.Security.Cryptography;
using System.Text;

namespace LoadProbe.Agent;

/// <summary>The certificates that the server presented at the step that failed, whether they are any good or not.</summary>
internal sealed class Certificates : IAttachmentSource
{
    public ValueTask<IReadOnlyList<Attachment>> OfAsync(ProbeResult failed, CancellationToken token)
    {
        if (failed.Journey.FirstFailed() is not { Tls.Presented: { Count: > 0 } presented } step) return ValueTask.FromResult<IReadOnlyList<Attachment>>([]);
        var pem = new StringBuilder();
        foreach (ReadOnlyMemory<byte> certificate in presented) pem.Append(PemEncoding.WriteString("CERTIFICATE", certificate.Span)).Append('\n');
        byte[] bytes = Encoding.ASCII.GetBytes(pem.ToString());
        // No client would take a chain that long.
        return ValueTask.FromResult<IReadOnlyList<Attachment>>(bytes.Length > Attachment.MostBytes ? [] : [Attachment.Of(failed, step, "certificates.pem", AttachmentKinds.Certificates, bytes)]);
    }
}
