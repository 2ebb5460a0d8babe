using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.Probing.Tests;

/// <summary>A certificate that no one but its maker trusts, for 127.0.0.1 unless said otherwise.</summary>
internal sealed class SelfSigned : IDisposable
{
    public SelfSigned(DateTimeOffset ends, string? name = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=probed.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (name is null) names.AddIpAddress(IPAddress.Loopback);
        else names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using X509Certificate2 made = request.CreateSelfSigned(ends.AddDays(-60), ends);
        Certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        File.WriteAllText(PemFile, made.ExportCertificatePem());
    }

    public X509Certificate2 Certificate { get; }

    public string PemFile { get; } = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.pem");

    public void Dispose()
    {
        Certificate.Dispose();
        File.Delete(PemFile);
    }
}
