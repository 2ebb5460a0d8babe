namespace LoadProbe.Core;

/// <summary>What attachments may be, by their media types (IANA). What is not among them is nobody's to show.</summary>
public static class AttachmentKinds
{
    public const string Png = "image/png", Jpeg = "image/jpeg", Note = "text/plain", Packets = "application/x-pcapng";

    /// <summary>Certificates in PEM, one after the other (RFC 8555, 9.1).</summary>
    public const string Certificates = "application/pem-certificate-chain";

    /// <summary>The word for a media type: picture, certificates, packets or note; null = it is none of ours.</summary>
    public static string? Word(string mediaType) => mediaType switch
    {
        Png or Jpeg => "picture",
        Certificates => "certificates",
        Packets => "packets",
        Note => "note",
        _ => null,
    };
}
