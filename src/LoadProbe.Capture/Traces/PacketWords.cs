namespace LoadProbe.Capture;

/// <summary>What the analysis says of a packet, in words for a person.</summary>
internal static class PacketWords
{
    /// <summary>Empty when there is nothing to say.</summary>
    public static string Of(in TracedPacket packet)
    {
        List<string> words = [];
        Copies(packet, words);
        Again(packet, words);
        Holes(packet, words);
        Room(packet, words);
        Acknowledgements(packet, words);
        Ends(packet, words);
        if (packet.Said is not null) words.Add(packet.Said);
        return string.Join("; ", words);
    }

    private static void Copies(in TracedPacket packet, List<string> words)
    {
        if (packet.Has(Findings.NotAnalysed)) words.Add("impossible header, not analysed");
        if (packet.Has(Findings.CapturedTwice)) words.Add("captured twice");
        if (packet.Has(Findings.RepeatedOnTheWay)) words.Add("the same packet once more: repeated on the way");
        if (packet.Has(Findings.OlderConnection)) words.Add("answer of an older connection on these ports");
        if (packet.Has(Findings.Unreachable)) words.Add("ICMP: could not be delivered");
    }

    private static void Again(in TracedPacket packet, List<string> words)
    {
        if (packet.Has(Findings.SynAgain)) words.Add($"{(packet.Has(TcpFlags.Ack) ? "SYN-ACK" : "SYN")} again{After(packet)}");
        if (packet.Has(Findings.FillsLost) || !packet.Has(Findings.Fast | Findings.TailProbe | Findings.Timeout | Findings.Spurious)) return;
        string kind = packet.Has(Findings.Fast) ? "fast" : packet.Has(Findings.TailProbe) ? "tail probe" : packet.Has(Findings.Timeout) ? "timeout" : "spurious: the other side had it";
        words.Add($"retransmission, {kind}{After(packet)}");
        if (packet.Has(Findings.SpuriousAfterAll)) words.Add("spurious after all: the copy before had arrived");
    }

    private static void Holes(in TracedPacket packet, List<string> words)
    {
        if (packet.Has(Findings.OpensHole)) words.Add($"{packet.Missing} bytes missing before it");
        if (packet.Has(Findings.FillsLost)) words.Add($"fills a hole: lost, sent again ({(packet.Has(Findings.Timeout) ? "timeout" : "fast")}){After(packet)}");
        if (packet.Has(Findings.FillsReordered)) words.Add($"fills a hole: reordered{After(packet)}");
        if (packet.Has(Findings.CapturedLate)) words.Add($"captured after its acknowledgement{After(packet)}");
        if (packet.Has(Findings.AcknowledgesUnseen)) words.Add($"acknowledges {packet.Missing} bytes the capture has not seen");
    }

    private static void Room(in TracedPacket packet, List<string> words)
    {
        if (packet.Has(Findings.WindowCloses)) words.Add("window closed");
        if (packet.Has(Findings.WindowOpens)) words.Add($"window opens{After(packet)}");
        if (packet.Has(Findings.WindowFull)) words.Add("fills the other side's window");
        if (packet.Has(Findings.WindowProbe)) words.Add("zero-window probe");
        if (packet.Has(Findings.KeepAlive)) words.Add("keep-alive");
    }

    private static void Acknowledgements(in TracedPacket packet, List<string> words)
    {
        if (packet.Has(Findings.DuplicateAck)) words.Add("duplicate ACK");
        if (packet.Has(Findings.SelectiveAck)) words.Add("selective ACK");
        if (packet.Has(Findings.ReceivedTwice)) words.Add("says it received something twice");
    }

    private static void Ends(in TracedPacket packet, List<string> words)
    {
        if (packet.Has(Findings.Reset)) words.Add($"reset by the {(packet.FromClient ? "client" : "server")}");
        if (packet.Handshake > 0) words.Add($"round trip {Nanoseconds.Text(packet.Handshake)}");
    }

    private static string After(in TracedPacket packet) => packet.Waited > 0 ? $" after {Nanoseconds.Text(packet.Waited)}" : "";
}
