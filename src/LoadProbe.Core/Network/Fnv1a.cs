namespace LoadProbe.Core;

/// <summary>The hash of Fowler, Noll and Vo, variant 1a, 32 bits: the same everywhere and for ever, and no protection against anybody.</summary>
public static class Fnv1a
{
    /// <summary>Of nothing.</summary>
    public const uint Start = 2166136261;

    /// <param name="bytes">Whatever is told apart.</param>
    /// <param name="before">The hash of what came before.</param>
    public static uint Hash(ReadOnlySpan<byte> bytes, uint before = Start)
    {
        foreach (byte b in bytes) before = unchecked((before ^ b) * 16777619);
        return before;
    }
}
