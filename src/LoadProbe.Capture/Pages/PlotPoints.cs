namespace LoadProbe.Capture;

/// <summary>Which packets of a flow are drawn: what is remarkable, and of the others the extremes of each stretch of time.</summary>
internal static class PlotPoints
{
    /// <summary>Points of one flow.</summary>
    public const int Most = 2000;

    // Of the others each stretch gives at most this many.
    private const int OfStretch = 4;

    /// <summary>Indexes in order.</summary>
    public static int[] Of(ReadOnlySpan<TracedPacket> packets)
    {
        bool[] drawn = new bool[packets.Length];
        if (packets.Length <= Most)
        {
            Array.Fill(drawn, true);
            return Indexes(drawn);
        }
        int remarkable = 0;
        foreach (ref readonly TracedPacket packet in packets)
            if (packet.Remarkable) remarkable++;
        // Where nearly everything is remarkable even of that only each so many-th has room.
        int step = (remarkable + Most / 2 - 1) / (Most / 2), nth = 0;
        for (int i = 0; i < packets.Length; i++) drawn[i] = packets[i].Remarkable && nth++ % step == 0;
        int stretches = (Most - Math.Min(remarkable, Most / 2)) / OfStretch;
        for (int stretch = 0; stretch < stretches; stretch++)
        {
            int from = (int)((long)packets.Length * stretch / stretches), to = (int)((long)packets.Length * (stretch + 1) / stretches);
            Extremes(packets, from, to, drawn);
        }
        return Indexes(drawn);
    }

    private static void Extremes(ReadOnlySpan<TracedPacket> packets, int from, int to, bool[] drawn)
    {
        if (from == to) return;
        (int client, int server, int slowest, int quickest) = (-1, -1, -1, -1);
        for (int i = from; i < to; i++)
        {
            ref readonly TracedPacket packet = ref packets[i];
            ref int furthest = ref packet.FromClient ? ref client : ref server;
            if (furthest < 0 || packet.End >= packets[furthest].End) furthest = i;
            long trip = Math.Max(packet.SequenceTrip, packet.TimestampTrip);
            if (trip == 0) continue;
            if (slowest < 0 || trip > Trip(packets[slowest])) slowest = i;
            if (quickest < 0 || trip < Trip(packets[quickest])) quickest = i;
        }
        foreach (int kept in (ReadOnlySpan<int>)[client, server, slowest, quickest])
            if (kept >= 0) drawn[kept] = true;
    }

    private static long Trip(in TracedPacket packet) => Math.Max(packet.SequenceTrip, packet.TimestampTrip);

    private static int[] Indexes(bool[] drawn) => [.. Enumerable.Range(0, drawn.Length).Where(i => drawn[i])];
}
