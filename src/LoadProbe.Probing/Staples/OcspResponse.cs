using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.Probing;

/// <summary>An OCSP response (RFC 6960, section 4.2), read and held against the certificate that it is stapled to.</summary>
internal static class OcspResponse
{
    private const string Basic = "1.3.6.1.5.5.7.48.1.1", MaySign = "1.3.6.1.5.5.7.3.9";
    private const int MostEntries = 64;

    private static readonly string[] Errors = ["", "malformed request", "internal error", "try later", "", "a signature is required", "unauthorized"];
    private static readonly Asn1Tag Version = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <param name="der">As it was stapled.</param>
    /// <param name="certificate">The server's own.</param>
    /// <param name="issuer">Who issued that; null = nobody knows.</param>
    /// <param name="now">The time.</param>
    /// <returns>Malformed when it is no such response.</returns>
    public static Staple Read(byte[] der, X509Certificate2 certificate, X509Certificate2? issuer, DateTimeOffset now)
    {
        try
        {
            AsnReader response = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
            int error = ResponseStatus(response);
            if (error != 0) return Malformed($"it is an error of the responder: {(error > 0 && error < Errors.Length && Errors[error].Length > 0 ? Errors[error] : error)}");
            AsnReader bytes = response.ReadSequence(Version).ReadSequence();
            if (bytes.ReadObjectIdentifier() is var kind && kind != Basic) return Malformed($"it is of the kind {kind}, which nobody asked for");
            return Read(SignedDer.Read(bytes.ReadOctetString()), certificate, issuer, now);
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return Malformed(OneLine.Of(e.Message));
        }
    }

    private static Staple Read(SignedDer signed, X509Certificate2 certificate, X509Certificate2? issuer, DateTimeOffset now)
    {
        AsnReader content = new AsnReader(signed.Content, AsnEncodingRules.DER).ReadSequence();
        if (content.PeekTag().HasSameClassAndValue(Version)) content.ReadEncodedValue();
        // By its name or its key: whoever it says it is, its signature tells.
        content.ReadEncodedValue();
        DateTimeOffset produced = content.ReadGeneralizedTime();
        AsnReader list = content.ReadSequence();
        var entries = new List<OcspEntry>();
        while (list.HasData && entries.Count < MostEntries) entries.Add(OcspEntry.Read(list));
        if (entries.Count == 0) return Malformed("it is of no certificate");
        OcspEntry? own = entries.FirstOrDefault(e => e.IsOf(certificate) && (issuer is null || e.IsBy(issuer)));
        OcspEntry said = own ?? entries[0];
        return new Staple(said.Status)
        {
            ThisUpdate = said.ThisUpdate,
            NextUpdate = said.NextUpdate,
            ProducedAt = produced,
            RevokedAt = said.RevokedAt,
            IsOfCertificate = own is not null,
            Signer = issuer is null ? StapleSigner.Nobody : Signer(signed, issuer, now),
        };
    }

    private static StapleSigner Signer(SignedDer signed, X509Certificate2 issuer, DateTimeOffset now)
    {
        if (signed.IsOf(issuer)) return StapleSigner.Issuer;
        foreach (ReadOnlyMemory<byte> sent in signed.Certificates)
        {
            using X509Certificate2 responder = X509CertificateLoader.LoadCertificate(sent.Span);
            if (IsResponderOf(responder, sent, issuer, now) && signed.IsOf(responder)) return StapleSigner.Responder;
        }

        return StapleSigner.Nobody;
    }

    // The issuer says itself that it may, and nobody further up does (RFC 6960, section 4.2.2.2).
    private static bool IsResponderOf(X509Certificate2 responder, ReadOnlyMemory<byte> der, X509Certificate2 issuer, DateTimeOffset now) =>
        responder.NotBefore.ToUniversalTime() <= now && now <= responder.NotAfter.ToUniversalTime()
        && responder.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any(u => u.EnhancedKeyUsages.Cast<Oid>().Any(o => o.Value == MaySign))
        && responder.IssuerName.RawData.AsSpan().SequenceEqual(issuer.SubjectName.RawData)
        && SignedDer.Read(der).IsOf(issuer);

    private static int ResponseStatus(AsnReader response)
    {
        ReadOnlySpan<byte> value = response.ReadEnumeratedBytes().Span;
        return value.Length == 1 ? value[0] : -1;
    }

    private static Staple Malformed(string why) => new(StapleStatus.Malformed) { Detail = why };
}
