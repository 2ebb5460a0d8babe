using System.Security.Cryptography;
using System.Text;

namespace LoadProbe.Controller;

/// <summary>A key to the API, by what it hashes to. The key itself, <c>lp_ID_SECRET</c>, is seen once: when it is made.</summary>
/// <param name="Name">Whose it is: two keys of one name are one person's.</param>
/// <param name="Team">Whose team that is, as targets name their owners; empty = not said.</param>
public sealed record ApiKey(string Id, string Name, Scope Scope, string Sha256, DateTimeOffset Created, DateTimeOffset Expires, DateTimeOffset? Used = null, DateTimeOffset? Revoked = null, string Team = "")
{
    /// <summary>What every key begins with, so that one that lies around is known for what it is.</summary>
    public const string Prefix = "lp_";

    private const int MostOfName = 64;

    /// <summary>How long a key lasts when nothing else is said.</summary>
    public static readonly TimeSpan UsualLife = TimeSpan.FromDays(90);

    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(366);

    /// <summary>A new key and its text, which is kept nowhere.</summary>
    public static (ApiKey Key, string Text) Make(string name, Scope scope, TimeSpan life, DateTimeOffset now, string team = "")
    {
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        string text = $"{Prefix}{id}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";
        return (new ApiKey(id, name, scope, Hash(text), now, now + life, Team: team), text);
    }

    /// <summary>What is wrong with the wish for a key; null = nothing.</summary>
    public static string? Fault(string? name, TimeSpan life, string? team = null) =>
        name is null || name.Trim().Length is 0 or > MostOfName || name.Any(char.IsControl) ? $"a key needs a name of 1 to {MostOfName} characters: whose it is"
        : team is { } of && (of.Length > MostOfName || of.Any(char.IsControl)) ? $"a team has at most {MostOfName} characters, and is said as targets name their owners"
        : life < TimeSpan.FromMinutes(1) || life > LongestLife ? $"a key lasts from a minute to {LongestLife.TotalDays:0} days"
        : null;

    /// <summary>The id in a key's text; null when it is none.</summary>
    public static string? IdOf(string text) => text.Split('_', 4) is ["lp", { Length: > 0 } id, { Length: > 0 }] ? id : null;

    /// <summary>Whether this is the key's text. How long that takes does not tell how much of it is right.</summary>
    public bool IsOpenedBy(string text) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(text)), Encoding.ASCII.GetBytes(Sha256));

    /// <summary>Whose and what for, for people.</summary>
    public string Text => $"{Name}{(Team.Length == 0 ? "" : $" of {Team}")}: {Scope.Words()}, until {Expires.Rfc3339()}";

    /// <summary>Whether it opens anything at this moment.</summary>
    public bool IsGood(DateTimeOffset now) => Revoked is null && now < Expires;

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
