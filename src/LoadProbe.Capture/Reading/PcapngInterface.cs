namespace LoadProbe.Capture;

/// <summary>An interface of a pcapng section: link type and clock (if_tsresol as ticks a second, 10^6 by default, and if_tsoffset, added to every timestamp).</summary>
internal readonly record struct PcapngInterface(int LinkType, uint SnapLength, UInt128 TicksPerSecond, long OffsetSeconds)
{
    /// <summary>As the file has it; null when it has none.</summary>
    public string? Name { get; init; }

    public PcapngInterface(int linkType, uint snapLength) : this(linkType, snapLength, 1_000_000, 0) { }

    /// <summary>The high bit chooses powers of 2 over powers of 10; beyond the 64 bits of a timestamp nothing makes sense and the default stays.</summary>
    public PcapngInterface WithResolution(byte value)
    {
        int exponent = value & 0x7F;
        if (value >= 0x80) return exponent > 63 ? this : this with { TicksPerSecond = UInt128.One << exponent };
        if (exponent > 19) return this;
        UInt128 ticks = 1;
        for (int i = 0; i < exponent; i++) ticks *= 10;
        return this with { TicksPerSecond = ticks };
    }

    public long Nanoseconds(ulong ticks)
    {
        ulong nanoseconds = TicksPerSecond == 1_000_000_000 ? ticks
            : TicksPerSecond == 1_000_000 ? unchecked(ticks * 1000)
            : (ulong)(ticks * (UInt128)1_000_000_000 / TicksPerSecond);
        return unchecked((long)nanoseconds + OffsetSeconds * 1_000_000_000);
    }
}
