using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.Probing.Tests;

/// <summary>An authority, a certificate of it, and what TLS and OCSP say of that, in bytes.</summary>
internal sealed class Stapled : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ECDsa _authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public Stapled()
    {
        var authority = new CertificateRequest("CN=authority.test", _authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Authority = authority.CreateSelfSigned(Noon.AddDays(-10), Noon.AddDays(100));
        (Certificate, _) = Issue("CN=good.test", [1, 2, 3]);
    }

    public static DateTimeOffset Now => Noon;

    public X509Certificate2 Authority { get; }

    public X509Certificate2 Certificate { get; }

    /// <summary>Another certificate of the authority, and its key.</summary>
    public (X509Certificate2 Certificate, ECDsa Key) Issue(string name, byte[] serial, bool maySign = false, DateTimeOffset? until = null)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        if (maySign) request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.9")], critical: false));
        return (request.Create(Authority, Noon.AddDays(-9), until ?? Noon.AddDays(90), serial), key);
    }

    /// <summary>A response: of which number, with which status (0 good, 1 revoked, 2 unknown), until when, signed by whom.</summary>
    public byte[] Response(byte[]? serial = null, int status = 0, DateTimeOffset? from = null, DateTimeOffset? until = null, ECDsa? signer = null, X509Certificate2? sent = null, bool spoilt = false)
    {
        byte[] content = Content(serial ?? [1, 2, 3], status, from ?? Noon.AddHours(-1), until ?? Noon.AddDays(1));
        byte[] signature = (signer ?? _authorityKey).SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        if (spoilt) content[^1] ^= 1;
        var basic = new AsnWriter(AsnEncodingRules.DER);
        using (basic.PushSequence())
        {
            basic.WriteEncodedValue(content);
            using (basic.PushSequence()) basic.WriteObjectIdentifier("1.2.840.10045.4.3.2");
            basic.WriteBitString(signature);
            if (sent is not null)
            {
                using (basic.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                using (basic.PushSequence()) basic.WriteEncodedValue(sent.RawData);
            }
        }

        var whole = new AsnWriter(AsnEncodingRules.DER);
        using (whole.PushSequence())
        {
            whole.WriteEnumeratedValue(Word.Successful);
            using (whole.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            using (whole.PushSequence())
            {
                whole.WriteObjectIdentifier("1.3.6.1.5.5.7.48.1.1");
                whole.WriteOctetString(basic.Encode());
            }
        }

        return whole.Encode();
    }

    /// <summary>What a server of TLS 1.2 says after the hello, as one record: its choice, its certificates, the response, and that it is done.</summary>
    public byte[] Answer12(byte[]? response)
    {
        byte[] hello = [3, 3, .. new byte[32], 0, 0xC0, 0x2B, 0];
        byte[] certificates = Vector([.. Vector(Certificate.RawData), .. Vector(Authority.RawData)]);
        byte[] said = [.. Message(2, hello), .. Message(11, certificates), .. response is null ? [] : Message(22, [1, .. Vector(response)]), .. Message(14, [])];
        byte[] record = [22, 3, 3, 0, 0, .. said];
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(3), (ushort)said.Length);
        return record;
    }

    /// <summary>The body of a Certificate of TLS 1.3.</summary>
    public byte[] Certificates13(byte[] response)
    {
        byte[] status = [1, .. Vector(response)];
        byte[] extension = [0, 5, (byte)(status.Length >> 8), (byte)status.Length, .. status];
        return [0, .. Vector([.. Vector(Certificate.RawData), (byte)(extension.Length >> 8), (byte)extension.Length, .. extension, .. Vector(Authority.RawData), 0, 0])];
    }

    public void Dispose()
    {
        _authorityKey.Dispose();
        Authority.Dispose();
        Certificate.Dispose();
    }

    private byte[] Content(byte[] serial, int status, DateTimeOffset from, DateTimeOffset until)
    {
        var content = new AsnWriter(AsnEncodingRules.DER);
        using (content.PushSequence())
        {
            using (content.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1))) content.WriteEncodedValue(Authority.SubjectName.RawData);
            content.WriteGeneralizedTime(from, omitFractionalSeconds: true);
            using (content.PushSequence())
            using (content.PushSequence())
            {
                using (content.PushSequence())
                {
                    using (content.PushSequence()) content.WriteObjectIdentifier("2.16.840.1.101.3.4.2.1");
                    content.WriteOctetString(SHA256.HashData(Authority.SubjectName.RawData));
                    content.WriteOctetString(SHA256.HashData(Authority.PublicKey.EncodedKeyValue.RawData));
                    content.WriteInteger(serial);
                }

                if (status != 1) content.WriteNull(new Asn1Tag(TagClass.ContextSpecific, status));
                else
                {
                    using (content.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1))) content.WriteGeneralizedTime(from, omitFractionalSeconds: true);
                }

                content.WriteGeneralizedTime(from, omitFractionalSeconds: true);
                using (content.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0))) content.WriteGeneralizedTime(until, omitFractionalSeconds: true);
            }
        }

        return content.Encode();
    }

    private static byte[] Message(byte type, byte[] body) => [type, .. Vector(body)];

    private static byte[] Vector(byte[] content) => [(byte)(content.Length >> 16), (byte)(content.Length >> 8), (byte)content.Length, .. content];

    private enum Word
    {
        Successful,
    }
}
