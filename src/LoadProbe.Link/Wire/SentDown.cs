using System.Text.Json.Serialization;

namespace LoadProbe.Link;

/// <summary>What goes down a link between processes: definitions as the files they were written in.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ProbesSent), "probes")]
[JsonDerivedType(typeof(ProbesChanged), "probes_changed")]
[JsonDerivedType(typeof(RunSent), "run")]
[JsonDerivedType(typeof(LeaseSent), "lease")]
[JsonDerivedType(typeof(PartSent), "part")]
public abstract record SentDown;

/// <summary>The whole set of probes the agent is to run.</summary>
/// <param name="Revision">Tells one set from another.</param>
public sealed record ProbesSent(string Revision, DefinitionBundle Bundle) : SentDown;

/// <summary>The same, for an agent that has another set: only what is new. Whoever has not that set waits for the whole.</summary>
/// <param name="Base">The revision of the other set.</param>
/// <param name="Bundle">Without the files that are the same there.</param>
/// <param name="Same">The paths of those.</param>
public sealed record ProbesChanged(string Revision, string Base, DefinitionBundle Bundle, IReadOnlyList<string> Same) : SentDown
{
    /// <summary>Null when nothing is the same.</summary>
    public static ProbesChanged? Of(string revision, DefinitionBundle bundle, ProbesSent old)
    {
        var before = old.Bundle.Files.ToDictionary(f => f.Path, f => f.Content);
        BundledFile[] same = [.. bundle.Files.Where(f => before.TryGetValue(f.Path, out ReadOnlyMemory<byte> content) && content.Span.SequenceEqual(f.Content.Span))];
        return same.Length == 0 ? null : new ProbesChanged(revision, old.Revision, bundle with { Files = [.. bundle.Files.Except(same)] }, [.. same.Select(f => f.Path)]);
    }

    /// <summary>The whole; null when the other set is not the one that is meant.</summary>
    public ProbesSent? Over(ProbesSent? old)
    {
        if (old?.Revision != Base) return null;
        BundledFile[] files = [.. Bundle.Files.Concat(old.Bundle.Files.Where(f => Same.Contains(f.Path))).OrderBy(f => f.Path, StringComparer.Ordinal)];
        var whole = new ProbesSent(Revision, Bundle with { Files = files });
        return whole.Bundle.Hash() == Revision ? whole : null;
    }
}

/// <summary>Get ready for a share of a run.</summary>
/// <param name="Plan">The bundle's hash, which leases name.</param>
/// <param name="Epoch">In which the controller leads that orders it.</param>
public sealed record RunSent(string Run, string Plan, DefinitionBundle Bundle, Segment Segment, long Epoch) : SentDown;

/// <summary>The right to fire, renewed.</summary>
/// <param name="Plan">What may be fired.</param>
/// <param name="SentAt">By the controller's clock.</param>
public sealed record LeaseSent(Lease Lease, string Plan, DateTimeOffset SentAt) : SentDown;

/// <summary>A part of a message that is too large for the server.</summary>
/// <param name="Of">The SHA-256 of all parts together, in hexadecimal.</param>
/// <param name="Number">From 0 on.</param>
/// <param name="Count">How many there are.</param>
public sealed record PartSent(string Of, int Number, int Count, byte[] Bytes) : SentDown;
