namespace LoadProbe.Probing;

/// <summary>What a server showed in a handshake.</summary>
/// <param name="Certificates">DER, its own first.</param>
/// <param name="Response">The OCSP response stapled to the first; null when there was none.</param>
internal sealed record StapledChain(IReadOnlyList<byte[]> Certificates, byte[]? Response)
{
    private const int MostCertificates = 16;
    private const byte Ocsp = 1;

    /// <summary>The certificates of TLS 1.2 (RFC 5246, section 7.4.2); its response comes in a message of its own.</summary>
    public static StapledChain Of12(ReadOnlySpan<byte> body)
    {
        var certificates = new List<byte[]>();
        var list = new PeerBytes(new PeerBytes(body).Vector(3));
        while (!list.IsEmpty) Add(certificates, list.Vector(3));
        return new StapledChain(certificates, null);
    }

    /// <summary>Those of TLS 1.3 (RFC 8446, section 4.4.2), each with its extensions.</summary>
    public static StapledChain Of13(ReadOnlySpan<byte> body)
    {
        var certificates = new List<byte[]>();
        byte[]? response = null;
        var bytes = new PeerBytes(body);
        bytes.Vector(1);
        var list = new PeerBytes(bytes.Vector(3));
        while (!list.IsEmpty)
        {
            Add(certificates, list.Vector(3));
            var extensions = new PeerBytes(list.Vector(2));
            while (!extensions.IsEmpty)
            {
                int type = extensions.Short();
                ReadOnlySpan<byte> content = extensions.Vector(2);
                if (type == HelloBytes.StatusRequest && certificates.Count == 1) response = Status(content);
            }
        }

        return new StapledChain(certificates, response);
    }

    /// <summary>A CertificateStatus (RFC 6066, section 8).</summary>
    public static byte[] Status(ReadOnlySpan<byte> body)
    {
        var bytes = new PeerBytes(body);
        return bytes.Byte() == Ocsp ? bytes.Vector(3).ToArray() : throw new InvalidDataException("the status is of no kind that was asked for");
    }

    private static void Add(List<byte[]> certificates, ReadOnlySpan<byte> certificate)
    {
        if (certificates.Count == MostCertificates) throw new InvalidDataException($"the server sent more than {MostCertificates} certificates");
        certificates.Add(certificate.ToArray());
    }
}
