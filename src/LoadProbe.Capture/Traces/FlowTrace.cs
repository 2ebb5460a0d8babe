namespace LoadProbe.Capture;

/// <summary>
/// The packets of one flow with what the analysis says of each, in bounded room: of a flow with more than <see cref="Most"/> packets those around trouble
/// are kept, and of the others ever fewer; how many are left out is counted where they were.
/// </summary>
public sealed class FlowTrace
{
    /// <summary>Packets kept.</summary>
    internal const int Most = 8192;

    private const int Around = 2, LongestSaid = 160;
    private TracedPacket[] packets = new TracedPacket[64];
    private RelativeNumbers client, server;
    private TracedPacket current;
    private int count;
    private long left, leftTrouble;

    internal FlowTrace()
    {
    }

    /// <summary>Packets seen of the flow.</summary>
    public long Packets { get; private set; }

    internal ReadOnlySpan<TracedPacket> Kept => packets.AsSpan(0, count);

    /// <summary>Left out after the last that is kept.</summary>
    internal (long Packets, long Trouble) LeftAtEnd => (left, leftTrouble);

    internal static Findings Of(RepeatKind kind) => kind switch
    {
        RepeatKind.Fast => Findings.Fast,
        RepeatKind.TailProbe => Findings.TailProbe,
        RepeatKind.Timeout => Findings.Timeout,
        _ => Findings.Spurious,
    };

    internal void Note(Findings findings, long waited = 0)
    {
        current.Findings |= findings;
        current.Waited = Math.Max(current.Waited, waited);
    }

    internal void Miss(Findings findings, long bytes)
    {
        current.Findings |= findings;
        current.Missing += bytes;
    }

    internal void Shake(long roundTrip) => current.Handshake = roundTrip;
    internal void Acknowledge(long roundTrip) => current.SequenceTrip = roundTrip;
    internal void Echo(long roundTrip) => current.TimestampTrip = roundTrip;

    /// <summary>What a packet of the conversation says, by its payload; several are joined as long as there is room.</summary>
    internal void Say(string said)
    {
        said = Printable.Of(said);
        string all = current.Said is null ? said : $"{current.Said}; {said}";
        current.Said = all.Length <= LongestSaid ? all : string.Concat(all.AsSpan(0, LongestSaid), "…");
    }

    /// <summary>The segment whose findings were noted.</summary>
    internal void Add(in Segment segment, bool fromClient, int scale, long time)
    {
        bool syn = segment.Has(TcpFlags.Syn), ack = segment.Has(TcpFlags.Ack);
        current.Time = time;
        current.FromClient = fromClient;
        current.Flags = segment.Flags;
        current.Sequence = fromClient ? client.Of(segment.Sequence, syn) : server.Of(segment.Sequence, syn);
        current.Acknowledgement = !ack ? -1 : fromClient ? server.Acknowledged(segment.Acknowledgement) : client.Acknowledged(segment.Acknowledgement);
        current.Length = segment.PayloadLength;
        current.Scaled = syn || scale >= 0;
        current.Window = (long)segment.Window << (syn ? 0 : Math.Max(0, scale));
        if (segment.Has(TcpFlags.Reset)) current.Findings |= Findings.Reset;
        Packets++;
        if (count == Most) Thin();
        if (count == packets.Length) Array.Resize(ref packets, Math.Min(Most, count * 2));
        (current.Left, current.LeftTrouble) = (left, leftTrouble);
        left = leftTrouble = 0;
        packets[count++] = current;
        current = default;
    }

    /// <summary>It turned out later that the copy that began there need not have been sent.</summary>
    internal void Needless(uint sequence, uint next)
    {
        long from = client.Acknowledged(sequence), to = client.Acknowledged(next);
        for (int i = count - 1; i >= 0; i--)
        {
            ref TracedPacket packet = ref packets[i];
            if (!packet.FromClient || !packet.Has(Findings.Fast | Findings.TailProbe | Findings.Timeout) || packet.Sequence >= to || packet.End <= from) continue;
            packet.Findings |= Findings.SpuriousAfterAll;
            return;
        }
    }

    /// <summary>ICMP says that a segment of the client could not be delivered.</summary>
    internal void Unreachable(uint sequence)
    {
        long at = client.Acknowledged(sequence);
        for (int i = count - 1; i >= 0; i--)
        {
            if (!packets[i].FromClient || packets[i].Sequence != at) continue;
            packets[i].Findings |= Findings.Unreachable;
            return;
        }
    }

    private void Thin()
    {
        bool[] near = Near(Kept, Around);
        if (near.AsSpan().Count(true) > Most * 3 / 4) Array.Clear(near);
        bool every = false;
        int kept = 0;
        (long dropped, long trouble) = (0, 0);
        for (int i = 0; i < count; i++)
        {
            bool keep = near[i] || (every = !every);
            if (!keep)
            {
                dropped += 1 + packets[i].Left;
                trouble += packets[i].LeftTrouble + (packets[i].Trouble ? 1 : 0);
                continue;
            }
            packets[kept] = packets[i];
            packets[kept].Left += dropped;
            packets[kept++].LeftTrouble += trouble;
            dropped = trouble = 0;
        }
        (left, leftTrouble) = (left + dropped, leftTrouble + trouble);
        Array.Clear(packets, kept, count - kept);
        count = kept;
    }

    /// <summary>Which packets are remarkable, or so near to one that they explain it.</summary>
    internal static bool[] Near(ReadOnlySpan<TracedPacket> packets, int around)
    {
        bool[] near = new bool[packets.Length];
        for (int i = 0; i < packets.Length; i++)
        {
            if (!packets[i].Remarkable) continue;
            near.AsSpan(Math.Max(0, i - around), Math.Min(packets.Length, i + around + 1) - Math.Max(0, i - around)).Fill(true);
        }
        return near;
    }
}
