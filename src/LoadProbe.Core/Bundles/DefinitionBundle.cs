using System.Security.Cryptography;
using System.Text;

namespace LoadProbe.Core;

/// <summary>
/// Definitions as the files they were written in, so that whoever gets them reads what a person wrote. Secrets are in it
/// by their references only.
/// </summary>
public sealed record DefinitionBundle
{
    /// <summary>The definitions that are meant.</summary>
    public required IReadOnlyList<BundleRoot> Roots { get; init; }

    /// <summary>Every file that was read for them, in the order of their paths.</summary>
    public required IReadOnlyList<BundledFile> Files { get; init; }

    /// <summary>The values given over <c>vars</c>.</summary>
    public IReadOnlyDictionary<string, string> Variables
    {
        get;
        // Whoever reads a bundle from bytes that do not say them sets null.
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();

    /// <summary>The address given over that of the target; null = none.</summary>
    public Uri? Target { get; init; }

    /// <summary>Bytes of all files.</summary>
    public long Size => Files.Sum(f => (long)f.Content.Length);

    /// <summary>SHA-256 over all of it, in hexadecimal: two bundles with the same hash mean the same.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (BundleRoot root in Roots)
        {
            Add(root.File, ref length);
            Add(root.Watched ?? "", ref length);
        }

        foreach (BundledFile file in Files)
        {
            Add(file.Path, ref length);
            Append(file.Content.Span, ref length);
        }

        foreach ((string name, string value) in Variables.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            Add(name, ref length);
            Add(value, ref length);
        }

        Add(Target?.OriginalString ?? "", ref length);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string text, ref Span<byte> size) => Append(Encoding.UTF8.GetBytes(text), ref size);

        // With its length first, so that no two lists of parts are the same bytes.
        void Append(ReadOnlySpan<byte> part, ref Span<byte> size)
        {
            BitConverter.TryWriteBytes(size, part.Length);
            hash.AppendData(size);
            hash.AppendData(part);
        }
    }
}

/// <summary>A file of a bundle.</summary>
/// <param name="Path">Relative to the folder that holds them all, with <c>/</c> between folders.</param>
public sealed record BundledFile(string Path, ReadOnlyMemory<byte> Content);

/// <summary>A definition in a bundle.</summary>
/// <param name="File">A path of its files.</param>
/// <param name="Watched">The name of a probe that this scenario watches: the probe is meant, as the scenario has it; null = the definition itself.</param>
public sealed record BundleRoot(string File, string? Watched = null);
