using System.Globalization;

namespace LoadProbe.Capture.Tests;

/// <summary>HTTP and DNS transactions beside tshark's.</summary>
public class ReferenceTransactionTests
{
    // docs/npm.md says why of each.
    private static readonly string[] Documented =
    [
        "arkime_wireshark-retrans.pcap stream 0", "derived_trunc_midrecord.pcap stream 0", "pcpp_example.pcap stream 5", "pcpp_example.pcap stream 6",
        "pcpp_example.pcap stream 26", "sv_tls-subjectaltname.pcap stream 19", "zeek_bro.org.pcap stream 2",
    ];

    [Fact]
    public void HTTP_statuses_and_times_equal_the_reference_but_where_it_misses_or_repeats_a_response() =>
        Assert.Equal(Documented, HttpDifferences());

    [Fact]
    public void DNS_response_times_equal_the_reference() => Assert.Empty(DnsDifferences());

    private static List<string> HttpDifferences()
    {
        List<string> differences = [];
        foreach ((string capture, List<Dictionary<string, string>> rows) in Tables("http"))
        {
            IReadOnlyList<FlowSummary> flows = Captures.Analyze(capture).Flows;
            foreach (var stream in rows.Where(row => row["mode"].StartsWith("default", StringComparison.Ordinal) && row["code"] != "100").GroupBy(row => int.Parse(row["stream"], CultureInfo.InvariantCulture)))
            {
                string theirs = string.Join(' ', stream.Select(row => $"{row["code"]}:{(row["http_time_s"] == "" ? "" : Microseconds(row["http_time_s"]))}"));
                string ours = string.Join(' ', flows[stream.Key].Requests.Where(request => request.Status is not null)
                    .Select(request => $"{request.Status}:{(request.ServerResponse is { } wait ? Math.Round((wait + request.Transfer!.Value).TotalMicroseconds).ToString(CultureInfo.InvariantCulture) : "")}"));
                if (theirs != ours) differences.Add($"{Path.GetFileName(capture)} stream {stream.Key}");
            }
        }
        return differences;
    }

    private static List<string> DnsDifferences()
    {
        List<string> differences = [];
        foreach ((string capture, List<Dictionary<string, string>> rows) in Tables("dns"))
        {
            string[] theirs = [.. rows.Where(row => row["dns_time_s"] != "").Select(row => $"{row["qname"]} {Microseconds(row["dns_time_s"])}").Order(StringComparer.Ordinal)];
            string[] ours = [.. Captures.Analyze(capture).Dns.Where(dns => dns.ResponseTime is not null)
                .Select(dns => $"{(dns.Name == "." ? "<Root>" : dns.Name)} {Math.Round(dns.ResponseTime!.Value.TotalMicroseconds)}").Order(StringComparer.Ordinal)];
            differences.AddRange(ours.Except(theirs).Select(entry => $"{Path.GetFileName(capture)}: only ours {entry}"));
            differences.AddRange(theirs.Except(ours).Select(entry => $"{Path.GetFileName(capture)}: only theirs {entry}"));
        }
        return differences;
    }

    /// <summary>Of every whole capture: in those of cut or corrupted payload the two can only differ.</summary>
    private static IEnumerable<(string Capture, List<Dictionary<string, string>> Rows)> Tables(string kind)
    {
        Assert.SkipUnless(Captures.Present, $"the reference captures are not at {Captures.Folder}");
        foreach (string capture in Captures.All.Where(file => !file.Contains("fuzz", StringComparison.Ordinal) && !file.Contains("snap96", StringComparison.Ordinal)))
        {
            string path = Path.Combine(Captures.Folder, "ref", $"{Path.GetFileName(capture)}.{kind}.tsv");
            if (!File.Exists(path)) continue;
            string[][] lines = [.. File.ReadAllLines(path).Select(line => line.Split('\t'))];
            yield return (capture, [.. lines.Skip(1).Select(line => lines[0].Zip(line).ToDictionary(pair => pair.First, pair => pair.Second))]);
        }
    }

    private static string Microseconds(string seconds) => Math.Round(decimal.Parse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture) * 1_000_000).ToString(CultureInfo.InvariantCulture);
}
