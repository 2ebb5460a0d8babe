namespace LoadProbe.Probing;

/// <summary>What a server chose (RFC 8446, section 4.1.3).</summary>
/// <param name="IsTls13">TLS 1.3, else 1.2.</param>
/// <param name="Suite">The cipher suite (IANA).</param>
/// <param name="Point">Its key of P-256; null when it sent none.</param>
internal readonly record struct ServerHello(bool IsTls13, int Suite, byte[]? Point)
{
    // The random of a HelloRetryRequest, SHA-256 of its name.
    private static ReadOnlySpan<byte> Retry =>
    [
        0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
        0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
    ];

    public static ServerHello Read(ReadOnlySpan<byte> body)
    {
        var bytes = new PeerBytes(body);
        bytes.Take(2);
        if (bytes.Take(32).SequenceEqual(Retry)) throw new InvalidDataException("the server wants a key of another group than P-256");
        bytes.Vector(1);
        int suite = bytes.Short();
        bytes.Take(1);
        bool isTls13 = false;
        byte[]? point = null;
        var extensions = new PeerBytes(bytes.IsEmpty ? [] : bytes.Vector(2));
        while (!extensions.IsEmpty)
        {
            int type = extensions.Short();
            var content = new PeerBytes(extensions.Vector(2));
            if (type == HelloBytes.SupportedVersions) isTls13 = content.Short() == 0x0304;
            else if (type == HelloBytes.KeyShare && content.Short() == HelloBytes.P256) point = content.Vector(2).ToArray();
        }

        return new ServerHello(isTls13, suite, point);
    }
}
