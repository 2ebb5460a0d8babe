namespace LoadProbe.Definitions;

/// <summary>A <c>tls_config</c>.</summary>
internal static class BlackboxTlsReader
{
    /// <summary>Why a key that names a secret of somewhere else cannot be used.</summary>
    public const string NoManager = "there is no store that secrets have names in; write the file's name with the key that ends in _file";

    private static readonly Dictionary<string, BlackboxTlsVersion> Versions = new()
    {
        ["TLS10"] = BlackboxTlsVersion.Tls10, ["TLS11"] = BlackboxTlsVersion.Tls11, ["TLS12"] = BlackboxTlsVersion.Tls12, ["TLS13"] = BlackboxTlsVersion.Tls13,
    };

    public static BlackboxTls Read(BlackboxFields parent)
    {
        if (parent.Section("tls_config", BlackboxKeys.Tls) is not { } fields) return new BlackboxTls();
        fields.Refuse(NoManager, "ca_ref", "cert_ref", "key_ref");
        fields.AtMostOne("ca", "ca_file");
        fields.AtMostOne("cert", "cert_file");
        fields.AtMostOne("key", "key_file");
        Pair(fields, "cert", "key");
        Pair(fields, "key", "cert");
        BlackboxTlsVersion? min = fields.Choice("min_version", Versions), max = fields.Choice("max_version", Versions);
        if (max < min) fields.Report("max_version", $"max_version {fields.Text("max_version")} is older than min_version {fields.Text("min_version")}: swap them");
        return new BlackboxTls
        {
            Authority = fields.Text("ca"),
            AuthorityFile = fields.Text("ca_file"),
            Certificate = fields.Text("cert"),
            CertificateFile = fields.Text("cert_file"),
            Key = Secret(fields, "key", "key_file"),
            ServerName = fields.Text("server_name"),
            InsecureSkipVerify = fields.Flag("insecure_skip_verify") ?? false,
            MinVersion = min,
            MaxVersion = max,
        };
    }

    /// <summary>A secret that stands in the file, or whose file does.</summary>
    public static BlackboxSecret? Secret(BlackboxFields fields, string key, string fileKey) =>
        fields.Text(key) is { } text ? BlackboxSecret.Of(text) : fields.Text(fileKey) is { } path ? BlackboxSecret.FromFile(path) : null;

    private static void Pair(BlackboxFields fields, string one, string other)
    {
        string[] written = [.. new[] { one, $"{one}_file" }.Where(fields.Has)];
        if (written.Length > 0 && !fields.Has(other) && !fields.Has($"{other}_file")) fields.Report(written[0], $"{written[0]} is of no use alone: write {other}_file as well");
    }
}
