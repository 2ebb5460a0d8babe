using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LoadProbe.Capture;

/// <summary>The first bytes that one side said, when they were too few to tell what it speaks.</summary>
internal struct ShortStart
{
    public const int Most = 12;
    private Room room;

    [InlineArray(Most)]
    private struct Room
    {
        private byte first;
    }

    public ShortStart(bool client, long offset, ReadOnlySpan<byte> bytes, long time)
    {
        (Client, Offset, Time, Length) = (client, offset, time, bytes.Length);
        bytes.CopyTo(room);
    }

    public bool Client { get; }
    public long Offset { get; }
    public long Time { get; }
    public int Length { get; private set; }

    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Bytes => ((ReadOnlySpan<byte>)room)[..Length];

    /// <summary>These bytes and as many of those that follow as tell what they are of.</summary>
    public readonly ReadOnlySpan<byte> Join(Span<byte> joined, ReadOnlySpan<byte> next)
    {
        int more = Math.Min(next.Length, joined.Length - Length);
        Bytes.CopyTo(joined);
        next[..more].CopyTo(joined[Length..]);
        return joined[..(Length + more)];
    }

    public bool TryAdd(ReadOnlySpan<byte> next)
    {
        if (Length + next.Length > Most) return false;
        next.CopyTo(((Span<byte>)room)[Length..]);
        Length += next.Length;
        return true;
    }
}
