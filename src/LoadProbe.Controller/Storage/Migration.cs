using System.Security.Cryptography;
using System.Text;

namespace LoadProbe.Controller;

/// <summary>A numbered script that brings a store from one version to the next.</summary>
internal sealed record Migration(int Number, string Name, string Script)
{
    private const string Folder = "LoadProbe.Controller.Storage.";

    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Script)));

    /// <summary>All that this program knows, in order.</summary>
    public static IReadOnlyList<Migration> Of(Dialect dialect)
    {
        string prefix = $"{Folder}{dialect.Name}.";
        IEnumerable<string> names = typeof(Migration).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal) && n.EndsWith(".sql", StringComparison.Ordinal));
        return [.. names.Order(StringComparer.Ordinal).Select((name, i) => new Migration(i + 1, name[prefix.Length..], Read(name)))];
    }

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(Migration).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
