namespace LoadProbe.Capture;

/// <summary>The headers of one TCP segment or UDP datagram.</summary>
internal ref struct Segment
{
    public FlowKey Key;

    /// <summary>0 when the sender is the first end of <see cref="Key"/>, else 1.</summary>
    public int Direction;
    public bool Udp;
    public uint Sequence, Acknowledgement;
    public TcpFlags Flags;
    public ushort Window;

    /// <summary>Shift of the window scale option; −1 without one.</summary>
    public int WindowScale;

    /// <summary>By the IP header, not by what was captured.</summary>
    public int PayloadLength;

    /// <summary>What was captured of it.</summary>
    public ReadOnlySpan<byte> Payload;

    public readonly bool Has(TcpFlags any) => (Flags & any) != 0;

    /// <summary>Sequence space taken: payload, and one each for SYN and FIN.</summary>
    public readonly uint Span => (uint)PayloadLength + (Has(TcpFlags.Syn) ? 1u : 0) + (Has(TcpFlags.Fin) ? 1u : 0);
}
