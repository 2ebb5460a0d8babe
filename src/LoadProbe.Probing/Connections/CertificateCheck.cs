using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.Probing;

/// <summary>
/// Decides on a server's certificate. What was sent and what is wrong with it is noted before the decision, so that it
/// can be told also when the handshake is refused.
/// </summary>
internal sealed class CertificateCheck(TlsTrust trust)
{
    private readonly X509Certificate2Collection? _authorities = Load(trust.AuthorityFile);

    public bool Accepts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, ConnectionMeter meter)
    {
        List<string> faults = Faults(certificate, chain, errors);
        IReadOnlyList<Certificate> sent = chain is null ? [] : [.. chain.ChainElements.Select(e => Of(e.Certificate))];
        meter.Tls = new TlsSession(null, null, null, sent, faults) { Presented = Presented(certificate, chain) };
        return faults.Count == 0 || !trust.Verify;
    }

    // What the platform built of it may lack some, and have others that are on this machine only.
    private static IReadOnlyList<ReadOnlyMemory<byte>> Presented(X509Certificate? certificate, X509Chain? chain)
    {
        if (certificate is null) return [];
        ReadOnlyMemory<byte>[] sent = chain is null ? [] : [.. chain.ChainPolicy.ExtraStore.Select(c => c.RawDataMemory)];
        byte[] own = certificate.GetRawCertData();
        return sent is [var first, ..] && first.Span.SequenceEqual(own) ? sent : [own, .. sent];
    }

    private List<string> Faults(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var faults = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) faults.Add("the server sent none");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) faults.Add("it is for another name");
        if (!errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) || chain is null || IsOfOurAuthorities(certificate, chain)) return faults;
        faults.AddRange(chain.ChainStatus.Select(s => s.StatusInformation.Trim()).Where(s => s.Length > 0).Distinct());
        return faults;
    }

    private bool IsOfOurAuthorities(X509Certificate? certificate, X509Chain sent)
    {
        if (_authorities is null || certificate is null) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        foreach (X509ChainElement element in sent.ChainElements) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var leaf = new X509Certificate2(certificate);
        return chain.Build(leaf);
    }

    private static Certificate Of(X509Certificate2 certificate) => new(
        certificate.Subject, certificate.Issuer, certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime(),
        Convert.ToHexStringLower(SHA256.HashData(certificate.RawData)));

    private static X509Certificate2Collection? Load(string? file)
    {
        if (file is null) return null;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities;
    }
}
