using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.Probing;

/// <summary>Who issued a server's certificate, of those that it sent and those that are trusted. Nothing is fetched.</summary>
internal static class StapleIssuer
{
    /// <summary>Null when nobody is known.</summary>
    public static X509Certificate2? Find(X509Certificate2 certificate, X509Certificate2Collection sent, string? authorityFile)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        if (authorityFile is not null) chain.ChainPolicy.ExtraStore.ImportFromPemFile(authorityFile);
        // Whether it is trusted was said over the other connection.
        chain.Build(certificate);
        X509Certificate2? above = chain.ChainElements.Count > 1 ? chain.ChainElements[1].Certificate : null;
        if (above is null) return null;
        return SignedDer.Read(certificate.RawData).IsOf(above) ? above : null;
    }
}
