namespace LoadProbe.Probing;

/// <summary>The families that tell of a TLS handshake. They are there also when its certificate was refused, which the exporter's are not.</summary>
internal static class BlackboxTlsFigures
{
    // What Go's zero time is in seconds: the exporter's "none".
    private const double Never = -62135596800;

    /// <summary>What the family of the first end says of itself.</summary>
    public const string EarliestHelp = "Returns last SSL chain expiry in unixtime";

    public static void Set(BlackboxFigures figures, BlackboxHandshake seen)
    {
        SetOfGrpc(figures, seen);
        figures.Set("probe_tls_cipher_info", "Returns the TLS cipher negotiated during handshake", 1, ("cipher", seen.Cipher));
        figures.Set("probe_ssl_last_chain_expiry_timestamp_seconds", "Returns last SSL chain expiry in timestamp", seen.VerifiedUntil?.ToUnixTimeSeconds() ?? Never);
    }

    /// <summary>The fewer families that the prober grpc has.</summary>
    public static void SetOfGrpc(BlackboxFigures figures, BlackboxHandshake seen)
    {
        figures.Set("probe_tls_version_info", "Returns the TLS version used or NaN when unknown", 1, ("version", seen.Version));
        figures.Set("probe_ssl_earliest_cert_expiry", EarliestHelp, seen.EarliestEnd?.ToUnixTimeSeconds() ?? Never);
        figures.Set(
            "probe_ssl_last_chain_info", "Contains SSL leaf certificate information", 1,
            ("fingerprint_sha256", seen.Fingerprint), ("subject", seen.Subject), ("issuer", seen.Issuer), ("subjectalternative", seen.HostNames), ("serialnumber", seen.Serial));
    }
}
