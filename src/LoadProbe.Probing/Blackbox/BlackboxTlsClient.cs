using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.Probing;

/// <summary>Speaks TLS as a module's <c>tls_config</c> says; its files are read at each probe.</summary>
internal sealed class BlackboxTlsClient : IDisposable
{
    private const int MostBytes = 4 << 20;

#pragma warning disable SYSLIB0039, CA5397 // A module that asks for an old version wants to know of it.
    private static readonly Dictionary<BlackboxTlsVersion, SslProtocols> Known = new()
    {
        [BlackboxTlsVersion.Tls10] = SslProtocols.Tls, [BlackboxTlsVersion.Tls11] = SslProtocols.Tls11, [BlackboxTlsVersion.Tls12] = SslProtocols.Tls12, [BlackboxTlsVersion.Tls13] = SslProtocols.Tls13,
    };
#pragma warning restore SYSLIB0039, CA5397

    private readonly BlackboxTls _tls;
    private readonly X509Certificate2Collection? _authorities;
    private readonly X509Certificate2Collection? _own;

    private readonly Action<BlackboxHandshake> _told;

    private BlackboxTlsClient(BlackboxTls tls, X509Certificate2Collection? authorities, X509Certificate2Collection? own, Action<BlackboxHandshake> told) =>
        (_tls, _authorities, _own, _told) = (tls, authorities, own, told);

    /// <summary>Null after saying what cannot be read.</summary>
    /// <param name="call">Told.</param>
    /// <param name="tls">The module's <c>tls_config</c>.</param>
    /// <param name="told">Told of each handshake; null = it goes into the figures.</param>
    public static BlackboxTlsClient? Create(BlackboxCall call, BlackboxTls tls, Action<BlackboxHandshake>? told = null)
    {
        try
        {
            X509Certificate2Collection? authorities = null, own = null;
            if (Text(tls.Authority, tls.AuthorityFile) is { } trusted)
            {
                (authorities = []).ImportFromPem(trusted);
                if (authorities.Count == 0) throw new CryptographicException($"{tls.AuthorityFile ?? "ca"} has no certificate");
            }

            if (Text(tls.Certificate, tls.CertificateFile) is { } certificate)
            {
                (own = []).ImportFromPem(certificate);
                string key = tls.Key?.Read(call.Secrets) ?? throw new CryptographicException($"the key {tls.Key?.File} of the client's certificate is not to be had");
                using X509Certificate2 pair = X509Certificate2.CreateFromPem(certificate, key);
                own[0].Dispose();
                own[0] = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
            }

            return new BlackboxTlsClient(tls, authorities, own, told ?? (seen => BlackboxTlsFigures.Set(call.Figures, seen)));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            call.Fail($"Error creating TLS configuration: {e.Message}");
            return null;
        }
    }

    /// <summary>Shakes hands; takes the stream over, also when it fails. Null after saying why there is no connection; what was seen of it is told anyway.</summary>
    /// <param name="call">Told.</param>
    /// <param name="inner">What it goes over.</param>
    /// <param name="serverName">The name to ask for and to check.</param>
    /// <param name="protocols">What is spoken over it; null = that is not said.</param>
    /// <param name="trace">Told of the first byte; null = nobody is.</param>
    /// <param name="token">Ends it.</param>
    public async Task<SslStream?> SecureAsync(BlackboxCall call, Stream inner, string serverName, List<SslApplicationProtocol>? protocols, BlackboxTrace? trace, CancellationToken token)
    {
        var trust = new BlackboxTrust(_authorities, _tls.InsecureSkipVerify, serverName);
        var stream = new BlackboxTlsStream(inner, trust, trace);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = serverName,
            ApplicationProtocols = protocols,
            EnabledSslProtocols = Versions(),
            CertificateChainPolicy = trust.Policy(),
            ClientCertificateContext = _own is null ? null : SslStreamCertificateContext.Create(_own[0], [.. _own.Skip(1)], offline: true),
        };
        try
        {
            await stream.AuthenticateAsClientAsync(options, token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            if (trust.Seen is { } partly) _told(partly);
            if (e is OperationCanceledException) throw;
            call.Fail($"TLS handshake with {serverName} failed: {(e.InnerException ?? e).Message}");
            return null;
        }

        BlackboxHandshake seen = (trust.Seen ?? new BlackboxHandshake()) with { Version = Name(stream.SslProtocol), Cipher = stream.NegotiatedCipherSuite.ToString() };
        _told(seen);
        if (seen.Fault is null) return stream;
        await stream.DisposeAsync().ConfigureAwait(false);
        call.Fail($"The certificate of {serverName} is not trusted: {seen.Fault}");
        return null;
    }

    public void Dispose()
    {
        foreach (X509Certificate2 certificate in (_authorities ?? []).Concat(_own ?? [])) certificate.Dispose();
    }

    private SslProtocols Versions()
    {
        (BlackboxTlsVersion from, BlackboxTlsVersion to) = (_tls.MinVersion ?? BlackboxTlsVersion.Tls12, _tls.MaxVersion ?? BlackboxTlsVersion.Tls13);
        if (from > to) from = to;
        SslProtocols all = SslProtocols.None;
        for (BlackboxTlsVersion version = from; version <= to; version++) all |= Known[version];
        return all;
    }

    private static string Name(SslProtocols protocol) => Known.Where(k => k.Value == protocol).Select(k => $"TLS 1.{(int)k.Key}").FirstOrDefault() ?? "unknown";

    private static string? Text(string? text, string? file)
    {
        if (file is null) return text;
        if (new FileInfo(file).Length > MostBytes) throw new IOException($"{file} is longer than {MostBytes >> 20} MiB");
        return File.ReadAllText(file);
    }
}
