namespace LoadProbe.Capture;

/// <summary>What a packet that looks like one before it is.</summary>
internal enum Copy : byte
{
    None,

    /// <summary>The capture took it twice.</summary>
    Captured,

    /// <summary>The same packet came later once more: something on the way repeated it, for who sends again numbers anew.</summary>
    Carried,
}

/// <summary>Recognises a packet among the latest four of its direction. Real retransmissions differ in identification or timestamp.</summary>
internal struct CopyFilter
{
    private const int Kept = 4;
    private const long Within = 1_000_000, SynTimer = 50_000_000;
    private Prints prints;
    private int next;

    private struct Print
    {
        public ulong Numbers, Rest, Stamp;
        public long Time;
    }

    [System.Runtime.CompilerServices.InlineArray(Kept)]
    private struct Prints
    {
        private Print first;
    }

    public Copy Take(in Segment segment, long time)
    {
        // Duplicate acknowledgements of a sender that numbers no packets look the same and are not.
        bool numbered = !segment.Key.V6 && segment.Identification != 0;
        if (segment.Span == 0 && !numbered) return Copy.None;
        var print = new Print
        {
            Numbers = (ulong)segment.Sequence << 32 | segment.Acknowledgement,
            Rest = (ulong)segment.Identification << 32 | (ulong)segment.Checksum << 16 | segment.Window,
            Stamp = (ulong)segment.TimestampValue << 32 | (uint)segment.PayloadLength << 8 | (byte)segment.Flags,
            Time = time,
        };
        for (int i = 0; i < Kept; i++)
        {
            ref Print known = ref prints[i];
            if (known.Numbers != print.Numbers || known.Rest != print.Rest || known.Stamp != print.Stamp) continue;
            if (Math.Abs(time - known.Time) < Within) return Copy.Captured;
            // A SYN may be sent again as it was, but no timer of one is that short.
            if (numbered && (segment.PayloadLength > 0 || time - known.Time < SynTimer)) return Copy.Carried;
        }
        prints[next] = print;
        next = (next + 1) & (Kept - 1);
        return Copy.None;
    }
}
