namespace LoadProbe.Core;

/// <summary>How TLS is spoken (<c>tls_config</c>).</summary>
public sealed record BlackboxTls
{
    /// <summary>PEM text of the authorities to trust instead of the system's.</summary>
    public string? Authority { get; init; }

    public string? AuthorityFile { get; init; }

    /// <summary>PEM text of the client's certificate.</summary>
    public string? Certificate { get; init; }

    public string? CertificateFile { get; init; }

    /// <summary>The client's private key, here or in a file.</summary>
    public BlackboxSecret? Key { get; init; }

    /// <summary>The name to ask for and to check; null = the target's.</summary>
    public string? ServerName { get; init; }

    /// <summary>True = any certificate will do.</summary>
    public bool InsecureSkipVerify { get; init; }

    public BlackboxTlsVersion? MinVersion { get; init; }

    public BlackboxTlsVersion? MaxVersion { get; init; }
}

/// <summary>Versions of TLS, in their order.</summary>
public enum BlackboxTlsVersion
{
    Tls10,
    Tls11,
    Tls12,
    Tls13,
}
