namespace LoadProbe.Definitions;

/// <summary>What must hold of a TLS session.</summary>
internal static class TlsReader
{
    public static TlsExpectation Read(Fields expect, Scope scope) => new()
    {
        ValidFor = expect.Duration("valid_for", max: TimeSpan.FromDays(3650)),
        Version = Match(expect, "version", scope),
        Cipher = Match(expect, "cipher", scope),
        Genuine = GenuineReader.Read(expect, GenuineKeys.OfTls),
    };

    private static Match? Match(Fields expect, string key, Scope scope) => expect[key] is { } wanted ? MatchReader.Read(wanted, key, scope, contains: false) : null;
}
