namespace LoadProbe.Capture;

/// <summary>Dissects a capture file.</summary>
public static class CaptureAnalysis
{
    /// <summary>
    /// Reads pcap or pcapng to its end. Null when the stream is neither. What is broken in it is counted, never thrown;
    /// only the stream's own read errors (<see cref="IOException"/>) come through. The name is as it shall stand in the report.
    /// </summary>
    public static CaptureReport? Run(Stream stream, string name, FlowOptions? options = null)
    {
        if (CaptureReader.Open(stream) is not { } reader) return null;
        var table = new FlowTable(options ?? new FlowOptions());
        CapturedPacket packet = default;
        long first = long.MaxValue, last = long.MinValue;
        while (reader.TryRead(ref packet))
        {
            first = Math.Min(first, packet.Time);
            last = Math.Max(last, packet.Time);
            table.Add(packet);
        }
        return new CaptureReport
        {
            File = name,
            Packets = table.Packets,
            Bytes = table.Bytes,
            Malformed = table.Malformed + reader.Malformed,
            Truncated = table.Truncated + reader.Truncated,
            Duration = table.Packets == 0 ? TimeSpan.Zero : Nanoseconds.Span(unchecked((long)Math.Min((ulong)(last - first), long.MaxValue))),
            Flows = table.Summarize(),
            Dns = table.Dns(),
            Evicted = table.Evicted,
            Unlisted = table.Unlisted,
        };
    }

    /// <summary>The same for a file, or for standard input when the path is "-".</summary>
    public static CaptureReport? Run(string path, FlowOptions? options = null)
    {
        // The reader has a block buffer of its own.
        using Stream stream = path == "-" ? Console.OpenStandardInput() : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0, FileOptions.SequentialScan);
        return Run(stream, path, options);
    }
}
