namespace LoadProbe.Capture;

/// <summary>Reads a capture file forward, once. Never throws for what the file holds.</summary>
internal abstract class CaptureReader
{
    /// <summary>Records and blocks that contradict themselves.</summary>
    public long Malformed { get; protected set; }

    /// <summary>1 when the file ends inside a record.</summary>
    public long Truncated { get; protected set; }

    /// <summary>False at the end, and where nothing after can be trusted.</summary>
    public abstract bool TryRead(ref CapturedPacket packet);

    /// <summary>Null when the stream is neither pcap nor pcapng.</summary>
    public static CaptureReader? Open(Stream stream)
    {
        var window = new ByteWindow(stream);
        return PcapReader.TryOpen(window) ?? (CaptureReader?)PcapngReader.TryOpen(window);
    }
}
