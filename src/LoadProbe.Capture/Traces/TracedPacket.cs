namespace LoadProbe.Capture;

/// <summary>One packet of a flow that is looked at closely. Times are nanoseconds; numbers are relative to the initial ones, which are 0.</summary>
internal struct TracedPacket
{
    public long Time, Sequence, Acknowledgement;
    public int Length;

    /// <summary>In bytes when scaled, else as in the header.</summary>
    public long Window;
    public bool Scaled, FromClient;
    public TcpFlags Flags;
    public Findings Findings;

    /// <summary>Of what is sent again, since the copy before; of what fills a hole, since its opening; of a window that opens, since it closed. 0 when not known.</summary>
    public long Waited;

    /// <summary>Bytes of a hole, or of what was acknowledged and never seen.</summary>
    public long Missing;

    /// <summary>Samples that this packet ends, by estimator; 0 = none.</summary>
    public long Handshake, SequenceTrip, TimestampTrip;

    /// <summary>What its payload begins: a request, an answer, a hello.</summary>
    public string? Said;

    /// <summary>Packets before this one, since the one kept before, that there was no room for.</summary>
    public long Left;

    /// <summary>Of those the ones that had something wrong with them.</summary>
    public long LeftTrouble;

    public readonly bool Has(TcpFlags any) => (Flags & any) != 0;

    public readonly bool Has(Findings any) => (Findings & any) != 0;

    public readonly bool Trouble => Has(Findings.Trouble);

    public readonly bool Remarkable => Has(Findings.Trouble | Findings.CapturedTwice) || Said is not null || Has(TcpFlags.Syn | TcpFlags.Fin);

    /// <summary>Where it ends: payload, and one each for SYN and FIN.</summary>
    public readonly long End => Sequence + Length + (Has(TcpFlags.Syn) ? 1 : 0) + (Has(TcpFlags.Fin) ? 1 : 0);
}
