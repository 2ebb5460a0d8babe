namespace LoadProbe.Definitions;

/// <summary>The keys of what must hold of a TLS session.</summary>
internal static class TlsKeys
{
    public static readonly Key[] Expected =
    [
        new("valid_for", Forms.Duration, "The certificate that ends first must be good for this long."),
        new("version", Forms.WordOr("match"), "The version agreed on, TLS 1.3 or TLS 1.2; a plain value must be equal."),
        new("cipher", Forms.WordOr("match"), "The cipher suite agreed on, by its name at IANA; a plain value must be equal."),
        GenuineKeys.Of(GenuineKeys.OfTls),
    ];
}
