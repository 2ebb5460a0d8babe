using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.Probing;

/// <summary>Something in DER with a signature over it, as certificates and OCSP responses are: <c>SEQUENCE { what, algorithm, BIT STRING }</c>.</summary>
/// <param name="Content">What is signed, encoded.</param>
/// <param name="Algorithm">Its object identifier.</param>
/// <param name="Signature">Over the content.</param>
/// <param name="Certificates">Those that are sent with it, DER.</param>
internal sealed record SignedDer(ReadOnlyMemory<byte> Content, string Algorithm, byte[] Signature, IReadOnlyList<ReadOnlyMemory<byte>> Certificates)
{
    private const int MostCertificates = 8;

    private static readonly Asn1Tag Certs = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <exception cref="AsnContentException">It is no such thing.</exception>
    public static SignedDer Read(ReadOnlyMemory<byte> der)
    {
        AsnReader outer = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        ReadOnlyMemory<byte> content = outer.ReadEncodedValue();
        string algorithm = outer.ReadSequence().ReadObjectIdentifier();
        byte[] signature = outer.ReadBitString(out _);
        var certificates = new List<ReadOnlyMemory<byte>>();
        if (outer.HasData)
        {
            AsnReader list = outer.ReadSequence(Certs).ReadSequence();
            while (list.HasData && certificates.Count < MostCertificates) certificates.Add(list.ReadEncodedValue());
        }

        return new SignedDer(content, algorithm, signature, certificates);
    }

    /// <summary>Whether the key of a certificate has signed it. False also for algorithms that are not believed any more, as SHA-1, or not known here.</summary>
    public bool IsOf(X509Certificate2 signer)
    {
        (HashAlgorithmName hash, bool isRsa) = Algorithm switch
        {
            "1.2.840.113549.1.1.11" => (HashAlgorithmName.SHA256, true),
            "1.2.840.113549.1.1.12" => (HashAlgorithmName.SHA384, true),
            "1.2.840.113549.1.1.13" => (HashAlgorithmName.SHA512, true),
            "1.2.840.10045.4.3.2" => (HashAlgorithmName.SHA256, false),
            "1.2.840.10045.4.3.3" => (HashAlgorithmName.SHA384, false),
            "1.2.840.10045.4.3.4" => (HashAlgorithmName.SHA512, false),
            _ => default,
        };
        if (hash.Name is null) return false;
        if (isRsa)
        {
            using RSA? rsa = signer.GetRSAPublicKey();
            return rsa is not null && rsa.VerifyData(Content.Span, Signature, hash, RSASignaturePadding.Pkcs1);
        }

        using ECDsa? ecdsa = signer.GetECDsaPublicKey();
        return ecdsa is not null && ecdsa.VerifyData(Content.Span, Signature, hash, DSASignatureFormat.Rfc3279DerSequence);
    }
}
