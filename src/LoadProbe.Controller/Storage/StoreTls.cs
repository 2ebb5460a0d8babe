using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace LoadProbe.Controller;

/// <summary>How far a store's server has to prove who it is: <c>?sslmode=verify-full&amp;sslrootcert=FILE</c>, as PostgreSQL's own programs write it.</summary>
/// <param name="Mode">Over TLS if there is some when nothing is said.</param>
/// <param name="Authority">The file with the certificates that are believed; null = those that the system believes.</param>
internal sealed record StoreTls(SslMode Mode, string? Authority)
{
    private const string ModeKey = "sslmode";
    private const string AuthorityKey = "sslrootcert";

    private static readonly Dictionary<string, SslMode> Modes = new()
    {
        ["disable"] = SslMode.Disable,
        ["prefer"] = SslMode.Prefer,
        ["require"] = SslMode.Require,
        ["verify-ca"] = SslMode.VerifyCA,
        ["verify-full"] = SslMode.VerifyFull,
    };

    /// <summary>Null, and why, when it cannot be read.</summary>
    /// <param name="query">With its question mark, or empty.</param>
    /// <param name="fault">What is wrong, and what would be right.</param>
    public static StoreTls? Parse(string query, out string? fault)
    {
        var said = new Dictionary<string, string>();
        fault = null;
        foreach (string setting in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = setting.Split('=', 2);
            // What stands there may be a password whose ? is not written as %3F, so it is not said.
            if (parts is not [ModeKey or AuthorityKey, { Length: > 0 }]) fault ??= $"has something after its database that is not known: there may be ?{ModeKey}= and &{AuthorityKey}=";
            else if (!said.TryAdd(parts[0], Uri.UnescapeDataString(parts[1]))) fault ??= $"has {parts[0]} twice";
        }

        if (fault is not null) return null;
        string? authority = said.GetValueOrDefault(AuthorityKey);
        if (!Modes.TryGetValue(said.GetValueOrDefault(ModeKey, "prefer"), out SslMode mode)) fault = $"has {ModeKey}={said[ModeKey]}: use {string.Join(", ", Modes.Keys)}";
        else if (authority is not null && mode is not (SslMode.VerifyCA or SslMode.VerifyFull)) fault = $"has {AuthorityKey}, which nothing is held against without {ModeKey}=verify-ca or {ModeKey}=verify-full";
        else if (authority is not null) fault = Fault(authority);
        return fault is null ? new StoreTls(mode, authority) : null;
    }

    private static string? Fault(string file)
    {
        try
        {
            var believed = new X509Certificate2Collection();
            believed.ImportFromPemFile(file);
            return believed.Count == 0 ? $"has {AuthorityKey}={file}, in which no certificate is (PEM)" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return $"has {AuthorityKey}={file}, which cannot be read: {e.Message}";
        }
    }
}
