namespace LoadProbe.Capture;

/// <summary>Dissects capture files, one after the other, as one capture.</summary>
public sealed class CaptureAnalysis
{
    private readonly PacketFilter? filter;
    private readonly FlowTable table;
    private readonly List<string> names = [];
    private long first = long.MaxValue, last = long.MinValue;
    private long malformed, truncated;

    /// <param name="options">Bounds; null = the usual ones.</param>
    /// <param name="filter">Which packets are looked at; null = all.</param>
    /// <param name="closely">Numbers of the flows of which each packet is looked at; null = none. Another analysis of the same files numbers them alike.</param>
    public CaptureAnalysis(FlowOptions? options = null, PacketFilter? filter = null, IEnumerable<long>? closely = null)
    {
        this.filter = filter;
        Traces = (closely ?? []).Distinct().ToDictionary(number => number, _ => new FlowTrace());
        table = new FlowTable(options ?? new FlowOptions(), Traces.Count == 0 ? null : Traces, filter);
    }

    /// <summary>Of the flows that are looked at closely, by their numbers.</summary>
    public IReadOnlyDictionary<long, FlowTrace> Traces { get; }

    /// <summary>
    /// Reads pcap or pcapng to its end. False when the stream is neither. What is broken in it is counted, never thrown;
    /// only the stream's own read errors (<see cref="IOException"/>) come through. The name is as it shall stand in the report.
    /// </summary>
    public bool TryRead(Stream stream, string name)
    {
        if (CaptureReader.Open(stream) is not { } reader) return false;
        names.Add(name);
        CapturedPacket packet = default;
        while (reader.TryRead(ref packet))
        {
            if (filter is not null && !filter.Takes(packet)) continue;
            first = Math.Min(first, packet.Time);
            last = Math.Max(last, packet.Time);
            table.Add(packet);
        }
        malformed += reader.Malformed;
        truncated += reader.Truncated;
        return true;
    }

    /// <summary>The same for a file, or for standard input when the path is "-".</summary>
    public bool TryRead(string path)
    {
        // The reader has a block buffer of its own.
        using Stream stream = path == "-" ? Console.OpenStandardInput() : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0, FileOptions.SequentialScan);
        return TryRead(stream, path);
    }

    /// <summary>What came of all that was read.</summary>
    public CaptureReport Report() => new()
    {
        File = string.Join(", ", names),
        Packets = table.Packets,
        Bytes = table.Bytes,
        Malformed = table.Malformed + malformed,
        Truncated = table.Truncated + truncated,
        Duration = table.Packets == 0 ? TimeSpan.Zero : Nanoseconds.Span(unchecked((long)Math.Min((ulong)(last - first), long.MaxValue))),
        Flows = table.Summarize(),
        Dns = table.Dns(),
        Quic = table.Quic(),
        Fragments = table.Fragments(),
        Evicted = table.Evicted,
        Unlisted = table.Unlisted,
    };

    /// <summary>Of one stream; null when it is neither pcap nor pcapng.</summary>
    public static CaptureReport? Run(Stream stream, string name, FlowOptions? options = null)
    {
        var analysis = new CaptureAnalysis(options);
        return analysis.TryRead(stream, name) ? analysis.Report() : null;
    }

    /// <summary>Of one file, or of standard input when the path is "-".</summary>
    public static CaptureReport? Run(string path, FlowOptions? options = null)
    {
        var analysis = new CaptureAnalysis(options);
        return analysis.TryRead(path) ? analysis.Report() : null;
    }
}
