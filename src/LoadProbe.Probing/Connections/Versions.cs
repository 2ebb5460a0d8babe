using System.Security.Authentication;

namespace LoadProbe.Probing;

/// <summary>Protocol versions as the field writes them.</summary>
internal static class Versions
{
    public static string? Name(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls13 => "TLS 1.3",
        SslProtocols.Tls12 => "TLS 1.2",
        SslProtocols.None => null,
        _ => protocol.ToString().Replace("Tls", "TLS ").Replace("11", "1.1"),
    };

    public static string Name(Version http) => http.Minor == 0 && http.Major > 1 ? $"{http.Major}" : $"{http.Major}.{http.Minor}";
}
