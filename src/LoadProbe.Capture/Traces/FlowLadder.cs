namespace LoadProbe.Capture;

/// <summary>A flow packet by packet, as a person reads it: when, which way, what, and what the analysis says of it.</summary>
public static class FlowLadder
{
    /// <summary>Lines of one ladder. Of a longer flow those around trouble stand there, its beginning and its end, and what is left out is counted.</summary>
    public const int Most = 2000;

    private const int Around = 2, Edge = 20, LeastWords = 24;

    /// <summary>The ladder, a heading first.</summary>
    /// <param name="trace">Of the flow.</param>
    /// <param name="width">Columns of the terminal, 60 or more.</param>
    public static IReadOnlyList<LadderLine> Lines(FlowTrace trace, int width)
    {
        ReadOnlySpan<TracedPacket> packets = trace.Kept;
        if (packets.IsEmpty) return [];
        bool[] shown = Shown(packets);
        var rows = new LadderRows(width, LeastWords);
        long begun = packets[0].Time, before = 0, left = 0, trouble = 0, payload = 0;
        for (int i = 0; i < packets.Length; i++)
        {
            ref readonly TracedPacket packet = ref packets[i];
            left += packet.Left;
            trouble += packet.LeftTrouble;
            if (!shown[i])
            {
                left++;
                if (packet.Trouble) trouble++;
                payload += packet.Length;
            }
            else
            {
                rows.Leave(left, trouble, payload);
                rows.Add(packet, packet.Time - begun, i == 0 ? null : packet.Time - before);
                left = trouble = payload = 0;
            }
            before = packet.Time;
        }
        rows.Leave(left + trace.LeftAtEnd.Packets, trouble + trace.LeftAtEnd.Trouble, payload);
        return rows.Write();
    }

    private static bool[] Shown(ReadOnlySpan<TracedPacket> packets)
    {
        bool[] shown = new bool[packets.Length];
        if (packets.Length <= Most && !AnyLeft(packets))
        {
            Array.Fill(shown, true);
            return shown;
        }
        // Each packet shown may have a line of what is left out before it.
        int room = Most / 2 - 2 * Edge - 1;
        shown.AsSpan(0, Math.Min(Edge, shown.Length)).Fill(true);
        shown.AsSpan(Math.Max(0, shown.Length - Edge)).Fill(true);
        Take(packets, shown, ref room, static packet => packet.Trouble);
        Take(packets, shown, ref room, static packet => packet.Remarkable);
        bool[] near = FlowTrace.Near(packets, Around);
        for (int i = 0; i < shown.Length && room > 0; i++)
        {
            if (!near[i] || shown[i]) continue;
            shown[i] = true;
            room--;
        }
        return shown;
    }

    private static bool AnyLeft(ReadOnlySpan<TracedPacket> packets)
    {
        foreach (ref readonly TracedPacket packet in packets)
            if (packet.Left > 0) return true;
        return false;
    }

    private static void Take(ReadOnlySpan<TracedPacket> packets, bool[] shown, ref int room, Func<TracedPacket, bool> which)
    {
        for (int i = 0; i < packets.Length && room > 0; i++)
        {
            if (shown[i] || !which(packets[i])) continue;
            shown[i] = true;
            room--;
        }
    }
}
