using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.Link;

/// <summary>A certificate authority of its own for one NATS server, and the server's certificate.</summary>
internal sealed class ServerCertificates : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    // Nobody is there to renew it, and who trusts it trusts nothing else.
    private const int Years = 10;

    // Clocks differ.
    private static readonly TimeSpan Earlier = TimeSpan.FromDays(1);

    private readonly ECDsa _authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _server;

    /// <param name="hosts">Names and addresses that the server is dialled by.</param>
    public ServerCertificates(IReadOnlyList<string> hosts, DateTimeOffset now)
    {
        var authority = new CertificateRequest("CN=LoadProbe link authority", _authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        authority.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        var identifier = new X509SubjectKeyIdentifierExtension(authority.PublicKey, critical: false);
        authority.CertificateExtensions.Add(identifier);
        _authority = authority.CreateSelfSigned(now - Earlier, now.AddYears(Years));

        var server = new CertificateRequest("CN=LoadProbe link", _serverKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (string host in hosts)
        {
            if (IPAddress.TryParse(host, out IPAddress? address)) names.AddIpAddress(address);
            else names.AddDnsName(host);
        }

        server.CertificateExtensions.Add(names.Build());
        server.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        server.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        server.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        server.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier));
        _server = server.Create(_authority, _authority.NotBefore, _authority.NotAfter, RandomNumberGenerator.GetBytes(16));
    }

    public string AuthorityPem => _authority.ExportCertificatePem() + "\n";

    public string AuthorityKeyPem => _authorityKey.ExportPkcs8PrivateKeyPem() + "\n";

    public string ServerPem => _server.ExportCertificatePem() + "\n";

    public string ServerKeyPem => _serverKey.ExportPkcs8PrivateKeyPem() + "\n";

    public void Dispose()
    {
        _authority.Dispose();
        _server.Dispose();
        _authorityKey.Dispose();
        _serverKey.Dispose();
    }
}
