using System.Globalization;
using System.Net;

namespace LoadProbe.Probing;

/// <summary>One cookie as it was set (RFC 6265, 5.2 and 5.3, with the prefixes of its successor).</summary>
internal sealed record Cookie(string Name, string Value, string Domain, bool IsHostOnly, string Path, bool IsSecure, DateTimeOffset Until)
{
    private const int Longest = 4096;
    private static readonly TimeSpan AtMost = TimeSpan.FromDays(400);

    /// <summary>Reads a <c>Set-Cookie</c> line of an answer from <paramref name="url"/>; null when a browser would ignore it.</summary>
    public static Cookie? Parse(string line, Uri url, DateTimeOffset now)
    {
        string[] parts = line.Split(';', StringSplitOptions.TrimEntries);
        int equals = parts[0].IndexOf('=');
        (string name, string value) = equals < 0 ? ("", parts[0]) : (parts[0][..equals].TrimEnd(), parts[0][(equals + 1)..].TrimStart());
        if (name.Length + value.Length is 0 or > Longest || line.Any(c => char.IsControl(c) && c != '\t')) return null;

        string? domain = null, path = null;
        DateTimeOffset? ends = null, aged = null;
        bool secure = false;
        foreach (string part in parts.Skip(1))
        {
            int at = part.IndexOf('=');
            string attribute = at < 0 ? part : part[..at].TrimEnd(), given = at < 0 ? "" : part[(at + 1)..].TrimStart();
            switch (attribute.ToLowerInvariant())
            {
                case "expires":
                    ends = Date(given) ?? ends;
                    break;
                case "max-age" when long.TryParse(given, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds):
                    aged = seconds <= 0 ? DateTimeOffset.MinValue : now + TimeSpan.FromSeconds(Math.Min(seconds, (long)AtMost.TotalSeconds));
                    break;
                case "domain":
                    domain = given.TrimStart('.') is { Length: > 0 } host ? host.ToLowerInvariant() : domain;
                    break;
                case "path":
                    path = given.StartsWith('/') ? given : null;
                    break;
                case "secure":
                    secure = true;
                    break;
            }
        }

        if (domain is not null && !Covers(domain, url.IdnHost)) return null;
        if (name.StartsWith("__Secure-", StringComparison.OrdinalIgnoreCase) && !secure) return null;
        if (name.StartsWith("__Host-", StringComparison.OrdinalIgnoreCase) && !(secure && domain is null && path == "/")) return null;
        return new Cookie(name, value, domain ?? url.IdnHost, domain is null, path ?? Folder(url), secure, aged ?? ends ?? DateTimeOffset.MaxValue);
    }

    public bool IsSentTo(Uri url) => (!IsSecure || url.Scheme == Uri.UriSchemeHttps)
        && (IsHostOnly ? url.IdnHost.Equals(Domain, StringComparison.OrdinalIgnoreCase) : Covers(Domain, url.IdnHost))
        && url.AbsolutePath.StartsWith(Path, StringComparison.Ordinal)
        && (Path[^1] == '/' || url.AbsolutePath.Length == Path.Length || url.AbsolutePath[Path.Length] == '/');

    public bool Replaces(Cookie other) => Name == other.Name && Domain == other.Domain && IsHostOnly == other.IsHostOnly && Path == other.Path;

    public override string ToString() => Name.Length == 0 ? Value : $"{Name}={Value}";

    // A name without a dot, com for instance, is nobody's own.
    private static bool Covers(string domain, string host) => host.Equals(domain, StringComparison.OrdinalIgnoreCase)
        || (domain.Contains('.') && host.EndsWith(domain, StringComparison.OrdinalIgnoreCase) && host[^(domain.Length + 1)] == '.' && !IPAddress.TryParse(host, out _));

    private static string Folder(Uri url) => url.AbsolutePath.LastIndexOf('/') is > 0 and int last ? url.AbsolutePath[..last] : "/";

    // The day of the week is often wrong, and means nothing.
    private static DateTimeOffset? Date(string text) =>
        DateTimeOffset.TryParse(text[(text.IndexOf(',') + 1)..], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) ? date : null;
}
