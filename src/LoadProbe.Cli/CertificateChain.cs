using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.Cli;

/// <summary>A certificate that is served, with its key and those above it.</summary>
internal static class CertificateChain
{
    /// <summary>Null after saying why it cannot be read.</summary>
    public static X509Certificate2Collection? Read(string certificate, string key)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificate);
            chain.RemoveAt(0);
            chain.Insert(0, X509Certificate2.CreateFromPemFile(certificate, key));
            return chain;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            Screen.Complain($"--tls-certificate {certificate}, --tls-key {key}: {e.Message}");
            return null;
        }
    }
}
