using System.Globalization;

namespace LoadProbe.Capture.Tests;

/// <summary>What tshark counts of one conversation, per sender in the order of <see cref="Names"/>.</summary>
internal sealed class TsharkCounts
{
    public static readonly string[] Names =
        ["packets", "payload", "resets", "retransmission", "fast_retransmission", "spurious_retransmission", "out_of_order", "lost_segment", "duplicate_ack", "zero_window", "window_full", "keep_alive"];

    private readonly Dictionary<string, long[]> bySender = [];

    /// <summary>Null when no packet after the handshake shows it.</summary>
    public TimeSpan? InitialRtt { get; private set; }

    /// <summary>Microseconds from each segment to its acknowledgement by this sender, in order.</summary>
    public Dictionary<string, List<long>> AcknowledgedAfter { get; } = [];

    public long[] Of(string sender) => bySender.GetValueOrDefault(sender) ?? new long[Names.Length];

    public static async Task<List<TsharkCounts>> ReadAsync(string capture, CancellationToken token)
    {
        List<string> words = ["tcp.stream", "ip.src", "tcp.srcport", "tcp.analysis.initial_rtt", "tcp.len", "tcp.flags.reset", .. Names.Skip(3).Select(name => $"tcp.analysis.{name}"), "tcp.analysis.ack_rtt"];
        List<TsharkCounts> streams = [];
        foreach (string[] fields in await Tshark.FieldsAsync(capture, "tcp", words, token))
        {
            int stream = int.Parse(fields[0], CultureInfo.InvariantCulture);
            while (streams.Count <= stream) streams.Add(new TsharkCounts());
            streams[stream].Add(fields);
        }
        return streams;
    }

    private void Add(string[] fields)
    {
        string sender = $"{fields[1]}:{fields[2]}";
        if (!bySender.TryGetValue(sender, out long[]? counts)) bySender[sender] = counts = new long[Names.Length];
        if (fields[3] != "") InitialRtt ??= TimeSpan.FromMicroseconds((double)(decimal.Parse(fields[3], CultureInfo.InvariantCulture) * 1_000_000));
        if (fields[^1] != "")
        {
            if (!AcknowledgedAfter.TryGetValue(sender, out List<long>? times)) AcknowledgedAfter[sender] = times = [];
            times.Add((long)(decimal.Parse(fields[^1], CultureInfo.InvariantCulture) * 1_000_000));
        }
        counts[0]++;
        counts[1] += long.Parse(fields[4], CultureInfo.InvariantCulture);
        if (fields[5] is "1" or "True") counts[2]++;
        for (int i = 3; i < Names.Length; i++)
            if (fields[i + 3] != "") counts[i]++;
    }
}
