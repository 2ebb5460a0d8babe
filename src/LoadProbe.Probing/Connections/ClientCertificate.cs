using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.Probing;

/// <summary>Who we are to a target that asks for a certificate: read from its secrets when the first handshake needs it.</summary>
internal sealed class ClientCertificate(Target target, ISecretStore secrets)
{
    private SslStreamCertificateContext? _context;

    /// <summary>Null when the target has none for us.</summary>
    /// <exception cref="DialException">What the secrets hold is no certificate with its key.</exception>
    public SslStreamCertificateContext? Context()
    {
        if (_context is not null || target.Tls is not { Certificate: { } certificate, Key: { } key }) return _context;
        var variables = new Variables(secrets);
        try
        {
            string pem = certificate.Resolve(variables);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(pem);
            return _context = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(pem, key.Resolve(variables)), [.. chain.Skip(1)], offline: true);
        }
        catch (Exception e) when (e is CryptographicException or KeyNotFoundException or ArgumentException)
        {
            throw new DialException(Outcome.AgentFault, $"tls.certificate and tls.key of target {target.Name} are not a certificate and its key in PEM: {variables.Redact(e.Message)}", e);
        }
    }
}
