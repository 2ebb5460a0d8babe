namespace LoadProbe.Capture;

/// <summary>
/// The latest packets of a capture, kept in files of a folder up to a bound: the oldest give way. They outlive the process. Members may be
/// called from any thread.
/// </summary>
public sealed class PacketRing : IDisposable
{
    // Captures hand packets over in batches, so those of two devices are out of order by less than this.
    private const long Disorder = 1_000_000_000;
    private const long RetryAfter = 1_000_000_000;
    private readonly Lock gate = new();
    private readonly RingOptions options;
    private readonly RingFolder folder;
    private readonly List<(string Device, int LinkType, int SnapLength)> devices = [];
    private FileStream? file;
    private PcapngWriter? writer;
    private long broken = long.MinValue;

    private PacketRing(RingOptions options) => (this.options, folder) = (options, new RingFolder(options.Folder));

    /// <summary>Packets that could not be kept, for want of room on the disk and the like.</summary>
    public long Lost { get; private set; }

    /// <summary>That its files take on the disk.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public long Bytes => folder.Entries().Sum(entry => entry.Bytes);

    /// <summary>Why the latest of them could not be kept; null = none was lost.</summary>
    public string? Fault { get; private set; }

    /// <summary>Opens a ring, with what an earlier process left in it; a folder that is not there is made. Null where it cannot be, with the reason.</summary>
    public static PacketRing? Open(RingOptions options, out string? fault)
    {
        var ring = new PacketRing(options);
        fault = null;
        try
        {
            ring.folder.Prepare();
            ring.folder.Prune(options.Bytes);
            return ring;
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            fault = $"{options.Folder}: no packets can be kept there: {refusal.Message}";
            return null;
        }
    }

    /// <summary>What is on the disk of a ring, which another process may be writing. Null where there is none.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static PacketRing? OpenToRead(string folder)
    {
        var ring = new PacketRing(new RingOptions { Folder = folder });
        return ring.folder.Entries().Count > 0 ? ring : null;
    }

    /// <summary>
    /// Writes those of the packets that fit as one pcapng file, at most so many bytes of them.
    /// </summary>
    /// <param name="filter">Which.</param>
    /// <param name="output">Stays the caller's.</param>
    /// <param name="most">Bytes.</param>
    /// <param name="bare">Without what was said: headers, DNS, and of TLS the segments that begin with a record.</param>
    /// <param name="token">Ends it before.</param>
    /// <exception cref="IOException">The output takes no more, or the disk fails.</exception>
    public ExtractedPackets Extract(PacketFilter filter, Stream output, long most, bool bare, CancellationToken token = default)
    {
        lock (gate) FlushOrLose();
        var copy = new PacketCopy(filter, output, most, bare);
        List<RingFolder.Entry> entries = folder.Entries();
        for (int i = 0; i < entries.Count && !copy.IsFull; i++)
        {
            token.ThrowIfCancellationRequested();
            // A file ends where the next begins.
            long last = i + 1 < entries.Count ? entries[i + 1].First : long.MaxValue;
            if (entries[i].First - filter.To > Disorder && filter.To != long.MaxValue) break;
            if (last < filter.From && filter.From - last > Disorder) continue;
            copy.Take(entries[i].Path);
        }
        return copy.End();
    }

    public void Dispose()
    {
        lock (gate) Close();
    }

    /// <summary>The number under which packets of a device are handed over.</summary>
    internal int Register(string device, int linkType, int snapLength)
    {
        lock (gate)
        {
            int known = devices.IndexOf((device, linkType, snapLength));
            if (known >= 0) return known;
            devices.Add((device, linkType, snapLength));
            writer?.AddInterface(linkType, snapLength, device, Comment(snapLength));
            return devices.Count - 1;
        }
    }

    internal void Add(int device, in CapturedPacket packet)
    {
        lock (gate)
        {
            if (packet.Time - broken is >= 0 and < RetryAfter)
            {
                Lost++;
                return;
            }
            try
            {
                if (writer is null || writer.Length + packet.Bytes.Length > options.FileBytes) Begin(packet.Time);
                writer!.Write(device, packet);
            }
            catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
            {
                Lose(refusal, packet.Time);
            }
        }
    }

    /// <summary>Hands the disk what is buffered.</summary>
    internal void Flush()
    {
        lock (gate) FlushOrLose();
    }

    private static string Comment(int snapLength) => $"the first {snapLength} bytes of each packet";

    private void Begin(long first)
    {
        Close();
        // Room for the file that begins; the folder may have been taken away.
        folder.Prepare();
        folder.Prune(options.Bytes - options.FileBytes);
        file = folder.Create(first);
        writer = new PcapngWriter(file);
        foreach ((string device, int linkType, int snapLength) in devices) writer.AddInterface(linkType, snapLength, device, Comment(snapLength));
    }

    private void FlushOrLose()
    {
        try
        {
            writer?.Flush();
        }
        catch (IOException refusal)
        {
            Lose(refusal, long.MinValue);
        }
    }

    private void Lose(Exception refusal, long at)
    {
        Lost++;
        if (Fault is null) options.Tell($"{options.Folder}: packets are not kept: {refusal.Message}");
        Fault = refusal.Message;
        broken = at;
        writer = null;
        file?.Dispose();
        file = null;
    }

    private void Close()
    {
        FlushOrLose();
        writer = null;
        file?.Dispose();
        file = null;
    }
}
