namespace LoadProbe.Capture;

/// <summary>One packet as recorded; its bytes are valid until the next one is read.</summary>
internal ref struct CapturedPacket
{
    /// <summary>Nanoseconds since 1970 UTC.</summary>
    public long Time;
    public int LinkType;

    /// <summary>Where it was captured, as far as the file says.</summary>
    public string? Device;

    /// <summary>Length on the wire; the bytes may be fewer.</summary>
    public int WireLength;
    public ReadOnlySpan<byte> Bytes;
}
