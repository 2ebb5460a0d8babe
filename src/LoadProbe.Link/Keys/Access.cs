using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using NATS.Client.Core;

namespace LoadProbe.Link;

/// <summary>What a link is opened with: TLS with the one authority that is trusted, and credentials that may be renewed while it is open.</summary>
/// <param name="authority">The server's certificate is by this one, or the server is none.</param>
/// <param name="credentials">To begin with.</param>
/// <param name="keep">Takes renewed ones, to be there after a restart.</param>
public sealed class Access(X509Certificate2 authority, Credentials credentials, Action<Credentials>? keep = null)
{
    private volatile Credentials _credentials = credentials;

    /// <summary>The newest.</summary>
    public Credentials Credentials => _credentials;

    internal void Renew(string jwt)
    {
        Credentials renewed = _credentials with { Jwt = jwt };
        _credentials = renewed;
        keep?.Invoke(renewed);
    }

    /// <summary>Why the server will refuse them; null = it will not, as far as this clock knows.</summary>
    internal string? Fault(DateTimeOffset now) => _credentials.Expires is { } expires && expires <= now ? $"the credentials of {_credentials.Name} ended at {expires:u}: it needs a new invitation" : null;

    /// <param name="asked">Called as they are asked for, before each attempt.</param>
    internal NatsAuthOpts Auth(Action? asked = null) => new()
    {
        AuthCredCallback = (_, _) =>
        {
            asked?.Invoke();
            Credentials now = _credentials;
            return ValueTask.FromResult(NatsAuthCred.FromJwt(now.Jwt, now.Seed));
        },
    };

    /// <param name="refused">Hears why the server's certificate is not believed.</param>
    internal NatsTlsOpts Tls(Action<string> refused) => new()
    {
        Mode = TlsMode.Require,
        ConfigureClientAuthentication = options =>
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck };
            options.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            {
                if (errors == SslPolicyErrors.None) return true;
                refused($"the certificate of the NATS server ({certificate?.Subject}) is not believed: {Reason(errors)}");
                return false;
            };
            return ValueTask.CompletedTask;
        },
    };

    private static string Reason(SslPolicyErrors errors) => errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)
        ? "it is not by the authority that is trusted here, or not valid now"
        : "it is not for the name that was dialled; link init --host adds names";
}
