using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LoadProbe.Controller;

/// <summary>A certificate as it is in an attachment.</summary>
/// <param name="Names">The host names and addresses that it is for.</param>
/// <param name="Fault">Why nothing more is known of it; null = it can be read.</param>
internal sealed record CertificateLine(string Subject, string Issuer, IReadOnlyList<string> Names, string? NotBefore, string? NotAfter, string FingerprintSha256, string? Fault)
{
    // What a server presents is its own to choose, and so is how much of it.
    private const int Most = 32;

    /// <summary>All of a text in PEM, in their order.</summary>
    public static IReadOnlyList<CertificateLine> Of(byte[] pem)
    {
        var lines = new List<CertificateLine>();
        ReadOnlySpan<char> left = Encoding.ASCII.GetString(pem);
        while (lines.Count < Most && PemEncoding.TryFind(left, out PemFields fields))
        {
            byte[] der = Convert.FromBase64String(left[fields.Base64Data].ToString());
            lines.Add(Read(der));
            left = left[fields.Location.End..];
        }

        return lines;
    }

    private static CertificateLine Read(byte[] der)
    {
        string fingerprint = Convert.ToHexStringLower(SHA256.HashData(der));
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
            X509SubjectAlternativeNameExtension? names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
            return new CertificateLine(certificate.Subject, certificate.Issuer, names is null ? [] : [.. names.EnumerateDnsNames(), .. names.EnumerateIPAddresses().Select(a => $"{a}")],
                Instant(certificate.NotBefore), Instant(certificate.NotAfter), fingerprint, null);
        }
        catch (CryptographicException e)
        {
            return new CertificateLine("", "", [], null, null, fingerprint, e.Message);
        }
    }

    private static string Instant(DateTime local) => new DateTimeOffset(local.ToUniversalTime()).Rfc3339();
}
