namespace LoadProbe.Capture;

/// <summary>The headers of one TCP segment or UDP datagram.</summary>
internal ref struct Segment
{
    /// <summary>Bytes of one block of <see cref="Sack"/>: left and right edge.</summary>
    public const int SackBlock = 8;

    public FlowKey Key;

    /// <summary>0 when the sender is the first end of <see cref="Key"/>, else 1.</summary>
    public int Direction;
    public bool Udp;
    public uint Sequence, Acknowledgement;
    public TcpFlags Flags;
    public ushort Window;

    /// <summary>Shift of the window scale option; −1 without one.</summary>
    public int WindowScale;

    /// <summary>Of the option; 0 without one.</summary>
    public int MaximumSegment;
    public bool Timestamps;
    public uint TimestampValue, TimestampEcho;

    /// <summary>Blocks of the selective acknowledgement option.</summary>
    public ReadOnlySpan<byte> Sack;

    /// <summary>A bit for each subtype of its MPTCP options.</summary>
    public byte Multipath;

    /// <summary>Of IPv4; of IPv6 flow label and hop limit.</summary>
    public uint Identification;
    public ushort Checksum;

    /// <summary>Its header is longer than all of it, as it says.</summary>
    public bool Beyond;

    /// <summary>By the IP header, not by what was captured.</summary>
    public int PayloadLength;

    /// <summary>What was captured of it.</summary>
    public ReadOnlySpan<byte> Payload;

    public readonly bool Has(TcpFlags any) => (Flags & any) != 0;

    /// <summary>Sequence space taken: payload, and one each for SYN and FIN.</summary>
    public readonly uint Span => (uint)PayloadLength + (Has(TcpFlags.Syn) ? 1u : 0) + (Has(TcpFlags.Fin) ? 1u : 0);
}
