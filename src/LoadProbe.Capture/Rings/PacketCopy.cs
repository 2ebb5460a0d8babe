namespace LoadProbe.Capture;

/// <summary>Copies the packets that fit, of one file after the other, into one pcapng file.</summary>
internal sealed class PacketCopy(PacketFilter filter, Stream output, long most, bool bare)
{
    // Beyond this nobody needs to know how many more there were.
    private const long CountedBeyond = 1_000_000;
    private readonly PcapngWriter writer = new(output);
    private readonly Dictionary<(int LinkType, string Device), int> interfaces = [];
    private long packets, omitted;

    public bool IsFull => omitted >= CountedBeyond;

    public void Take(string path)
    {
        FileStream input;
        try
        {
            input = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0, FileOptions.SequentialScan);
        }
        catch (FileNotFoundException)
        {
            // It gave way to newer packets in the meantime.
            return;
        }
        using FileStream opened = input;
        if (CaptureReader.Open(opened) is not { } reader) return;
        CapturedPacket packet = default;
        while (!IsFull && reader.TryRead(ref packet))
        {
            if (filter.Takes(packet)) Copy(packet);
        }
    }

    public ExtractedPackets End()
    {
        writer.Flush();
        return new ExtractedPackets(packets, omitted);
    }

    private void Copy(in CapturedPacket whole)
    {
        CapturedPacket packet = whole;
        if (bare) packet.Bytes = packet.Bytes[..BarePacket.LengthOf(whole)];
        if (writer.Length + packet.Bytes.Length + 64 > most)
        {
            omitted++;
            return;
        }
        if (!interfaces.TryGetValue((packet.LinkType, packet.Device ?? ""), out int index))
        {
            index = writer.AddInterface(packet.LinkType, 0, packet.Device ?? "", bare ? "without what was said" : "");
            interfaces.Add((packet.LinkType, packet.Device ?? ""), index);
        }
        writer.Write(index, packet);
        packets++;
    }
}
