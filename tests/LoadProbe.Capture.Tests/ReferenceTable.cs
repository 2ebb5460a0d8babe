using System.Globalization;
using System.Net;

namespace LoadProbe.Capture.Tests;

/// <summary>The TCP streams of a capture as tshark counts them.</summary>
internal sealed class ReferenceTable
{
    private readonly string[] names;
    private readonly List<string[]> rows;

    public ReferenceTable(string capture)
    {
        string path = Path.Combine(Captures.Folder, "ref", Path.GetFileName(capture) + ".tsv");
        string[] lines = File.Exists(path) ? File.ReadAllLines(path) : ["stream"];
        names = lines[0].Split('\t');
        rows = [.. lines.Skip(1).Select(line => line.Split('\t'))];
    }

    public int Count => rows.Count;

    /// <summary>Our figures in the table's words and the table's sense of direction: without a SYN it takes the first sender for the client.</summary>
    public IEnumerable<(string Name, string Theirs, string Ours)> Compare(int row, FlowSummary flow)
    {
        bool same = flow.Client.Equals(new IPEndPoint(IPAddress.Parse(Text(row, "client_ip")), int.Parse(Text(row, "client_port"), CultureInfo.InvariantCulture)));
        (string Name, Sides<long> Ours)[] counters =
        [
            ("pkts", flow.Packets), ("frame_bytes", flow.Bytes), ("payload", flow.PayloadBytes), ("zero_window", flow.ZeroWindows),
            ("retransmission", flow.Retransmissions), ("fast_retransmission", flow.FastRetransmissions), ("spurious_retransmission", flow.SpuriousRetransmissions),
            ("out_of_order", flow.OutOfOrder), ("duplicate_ack", flow.DuplicateAcks), ("keep_alive", flow.KeepAlives), ("window_full", flow.WindowFulls),
            ("lost_segment", flow.LostSegments),
        ];
        foreach ((string name, Sides<long> ours) in counters)
        {
            yield return (name, Text(row, name + "_c2s"), Number(same ? ours.Client : ours.Server));
            yield return (name, Text(row, name + "_s2c"), Number(same ? ours.Server : ours.Client));
        }
        string rtt = Text(row, "syn_to_synack_s");
        yield return ("syn_to_synack", Micro(rtt), flow.Handshake.NetworkRtt is { } span && rtt != "" ? Number((long)Math.Round(span.TotalMicroseconds)) : "");
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    // A negative time (SYN-ACK captured before the SYN) is none.
    private static string Micro(string seconds) =>
        seconds == "" || seconds[0] == '-' ? "" : Number((long)Math.Round(decimal.Parse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture) * 1_000_000));

    private string Text(int row, string name) => rows[row][Array.IndexOf(names, name)];
}
