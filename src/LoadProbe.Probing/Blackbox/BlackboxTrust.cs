using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.Probing;

/// <summary>Decides on a server's certificate by a module's <c>tls_config</c>, and notes what was sent.</summary>
internal sealed class BlackboxTrust(X509Certificate2Collection? authorities, bool acceptsAny, string serverName)
{
    /// <summary>Of the last handshake.</summary>
    public BlackboxHandshake? Seen { get; private set; }

    public X509ChainPolicy Policy()
    {
        // Nothing is fetched from addresses that a certificate names.
        var policy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        if (authorities is null) return policy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    /// <summary>
    /// Always true: the handshake goes on, so that all of it can be told, and <see cref="BlackboxHandshake.Fault"/> ends
    /// the probe before anything else is said.
    /// </summary>
    public bool Note(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 leaf || chain is null)
        {
            Seen = new BlackboxHandshake { Fault = "the server sent no certificate" };
            return true;
        }

        IEnumerable<X509Certificate2> sent = chain.ChainPolicy.ExtraStore.Prepend(leaf);
        string? fault = acceptsAny ? null : ChainFault(chain, errors) ?? NameFault(leaf);
        Seen = new BlackboxHandshake
        {
            EarliestEnd = sent.Min(c => End(c)),
            VerifiedUntil = acceptsAny || fault is not null ? null : chain.ChainElements.Min(e => End(e.Certificate)),
            Fingerprint = Convert.ToHexStringLower(SHA256.HashData(leaf.RawDataMemory.Span)),
            Subject = GoName.Of(leaf.SubjectName),
            Issuer = GoName.Of(leaf.IssuerName),
            HostNames = string.Join(',', leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(e => e.EnumerateDnsNames())),
            Serial = Convert.ToHexStringLower(leaf.SerialNumberBytes.Span.TrimStart((byte)0)),
            Fault = fault,
        };
        return true;
    }

    private static DateTimeOffset End(X509Certificate2 certificate) => certificate.NotAfter.ToUniversalTime();

    private string? ChainFault(X509Chain chain, SslPolicyErrors errors)
    {
        if (!errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)) return null;
        X509ChainStatusFlags all = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (sum, s) => sum | s.Status);
        // An authority of the file need not be a root.
        bool leadsToOurs = authorities is not null && chain.ChainElements.Any(e => authorities.Any(a => a.RawDataMemory.Span.SequenceEqual(e.Certificate.RawDataMemory.Span)));
        if (leadsToOurs && (all & ~(X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot)) == 0) return null;
        return string.Join("; ", chain.ChainStatus.Select(s => s.StatusInformation.Trim()).Where(s => s.Length > 0).Distinct());
    }

    private string? NameFault(X509Certificate2 leaf)
    {
        bool isName = IPAddress.TryParse(serverName, out _) || Uri.CheckHostName(serverName) == UriHostNameType.Dns;
        return isName && leaf.MatchesHostname(serverName, allowWildcards: true, allowCommonName: false) ? null : $"it is not for {serverName}";
    }
}
