namespace LoadProbe.Capture.Tests;

/// <summary>Our figures beside tshark's, for every capture of the reference set.</summary>
public class ReferenceTests
{
    // docs/npm.md says why of each.
    private const string Fuzzed = "derived_fuzz_e02_seed7.pcap stream 38 ";
    private static readonly string[] Exact = ["pkts", "frame_bytes", "payload", "zero_window", "syn_to_synack"];

    [Fact]
    public void Packets_bytes_payload_zero_windows_and_handshakes_equal_the_reference_in_every_stream() => Assert.Empty(Differences(Exact.Contains));

    [Fact]
    public void Classification_equals_the_reference_in_every_stream_but_one_of_corrupted_options() =>
        Assert.DoesNotContain(Differences(name => !Exact.Contains(name)), difference => !difference.StartsWith(Fuzzed, StringComparison.Ordinal));

    private static List<string> Differences(Func<string, bool> chosen)
    {
        Assert.SkipUnless(Captures.Present, $"the reference captures are not at {Captures.Folder}");
        List<string> differences = [];
        foreach (string capture in Captures.All)
        {
            var table = new ReferenceTable(capture);
            IReadOnlyList<FlowSummary> flows = Captures.Analyze(capture).Flows;
            if (flows.Count != table.Count) differences.Add($"{Path.GetFileName(capture)}: {flows.Count} flows, reference {table.Count}");
            for (int i = 0; i < Math.Min(flows.Count, table.Count); i++)
                foreach ((string name, string theirs, string ours) in table.Compare(i, flows[i]))
                    if (chosen(name) && theirs != ours) differences.Add($"{Path.GetFileName(capture)} stream {i} {name}: {ours}, reference {theirs}");
        }
        return differences;
    }
}
