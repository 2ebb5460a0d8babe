using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>An authority of the test's own, with what it certified, as files of a folder.</summary>
internal sealed class BlackboxCertificates
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly X509Certificate2 _authority;

    public BlackboxCertificates(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority,O=Shop & Co", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _authority = request.CreateSelfSigned(Now.AddYears(-2), Now.AddYears(2));
        File.WriteAllText(AuthorityFile = Path.Combine(folder, "ca.pem"), _authority.ExportCertificatePem());
        using X509Certificate2 client = Certify("client", Now.AddDays(30));
        File.WriteAllText(ClientFile = Path.Combine(folder, "client.pem"), client.ExportCertificatePem());
        File.WriteAllText(ClientKeyFile = Path.Combine(folder, "client.key"), client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    public string AuthorityFile { get; }

    public string ClientFile { get; }

    public string ClientKeyFile { get; }

    public SslServerAuthenticationOptions Good => With(Certify("shop.test", Now.AddDays(60), "shop.test"));

    public SslServerAuthenticationOptions Expired => With(Certify("shop.test", Now.AddDays(-1), "shop.test"));

    public SslServerAuthenticationOptions WrongHost => With(Certify("other.test", Now.AddDays(60), "other.test", address: false));

    public SslServerAuthenticationOptions SelfSigned => With(Certify("alone.test", Now.AddDays(60), "shop.test", alone: true));

    public SslServerAuthenticationOptions Mutual
    {
        get
        {
            SslServerAuthenticationOptions options = Good;
            options.ClientCertificateRequired = true;
            options.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null;
            // With TLS 1.3 a client learns only after its request that it was refused.
            options.EnabledSslProtocols = SslProtocols.Tls12;
            return options;
        }
    }

    public X509Certificate2 Certify(string name, DateTimeOffset ends, string? host = null, bool address = true, bool alone = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name},O=Shop & Co,C=DE", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (host is not null) names.AddDnsName(host);
        if (address) names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 made = alone ? request.CreateSelfSigned(ends.AddDays(-90), ends) : request.Create(_authority, ends.AddDays(-90), ends, RandomNumberGenerator.GetBytes(8));
        using X509Certificate2 whole = alone ? X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null) : made.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private static SslServerAuthenticationOptions With(X509Certificate2 certificate) => new() { ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true) };
}
