using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.Probing;

/// <summary>What an OCSP response says of one certificate: a SingleResponse (RFC 6960, section 4.2.1).</summary>
internal sealed record OcspEntry
{
    private static readonly Asn1Tag Revoked = new(TagClass.ContextSpecific, 1, isConstructed: true), Next = new(TagClass.ContextSpecific, 0, isConstructed: true);

    private string _hash = "";
    private byte[] _issuerName = [];
    private byte[] _issuerKey = [];
    private byte[] _serial = [];

    public required StapleStatus Status { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public required DateTimeOffset ThisUpdate { get; init; }

    public DateTimeOffset? NextUpdate { get; init; }

    /// <exception cref="AsnContentException">It is none.</exception>
    public static OcspEntry Read(AsnReader response)
    {
        AsnReader entry = response.ReadSequence(), id = entry.ReadSequence();
        string hash = id.ReadSequence().ReadObjectIdentifier();
        byte[] name = id.ReadOctetString(), key = id.ReadOctetString(), serial = id.ReadIntegerBytes().ToArray();
        Asn1Tag tag = entry.PeekTag();
        if (tag.TagClass != TagClass.ContextSpecific || tag.TagValue > 2) throw new AsnContentException("a status is none of good, revoked and unknown");
        DateTimeOffset? revoked = null;
        if (tag.HasSameClassAndValue(Revoked)) revoked = entry.ReadSequence(Revoked).ReadGeneralizedTime();
        else entry.ReadNull(tag);
        DateTimeOffset from = entry.ReadGeneralizedTime();
        DateTimeOffset? until = entry.HasData && entry.PeekTag().HasSameClassAndValue(Next) ? entry.ReadSequence(Next).ReadGeneralizedTime() : null;
        StapleStatus status = tag.TagValue switch { 0 => StapleStatus.Good, 1 => StapleStatus.Revoked, _ => StapleStatus.Unknown };
        return new OcspEntry { Status = status, RevokedAt = revoked, ThisUpdate = from, NextUpdate = until, _hash = hash, _issuerName = name, _issuerKey = key, _serial = serial };
    }

    /// <summary>Whether it is of the certificate with this number.</summary>
    public bool IsOf(X509Certificate2 certificate) => _serial.AsSpan().TrimStart((byte)0).SequenceEqual(certificate.SerialNumberBytes.Span.TrimStart((byte)0));

    /// <summary>Whether it is of a certificate by this issuer.</summary>
    public bool IsBy(X509Certificate2 issuer) => Hash(issuer.SubjectName.RawData) is { } name && name.AsSpan().SequenceEqual(_issuerName) && Hash(issuer.PublicKey.EncodedKeyValue.RawData)!.AsSpan().SequenceEqual(_issuerKey);

    // Only a name for the issuer, so that SHA-1 will do: nothing is trusted for it (RFC 5019, section 2.1.1).
    private byte[]? Hash(byte[] bytes) => _hash switch
    {
#pragma warning disable CA5350 // RFC 6960 identifies issuers by it, and nothing is trusted for it.
        "1.3.14.3.2.26" => SHA1.HashData(bytes),
#pragma warning restore CA5350
        "2.16.840.1.101.3.4.2.1" => SHA256.HashData(bytes),
        "2.16.840.1.101.3.4.2.2" => SHA384.HashData(bytes),
        "2.16.840.1.101.3.4.2.3" => SHA512.HashData(bytes),
        _ => null,
    };
}
