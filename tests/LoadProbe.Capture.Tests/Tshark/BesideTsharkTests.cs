using System.Globalization;

namespace LoadProbe.Capture.Tests;

/// <summary>Every counter in Wireshark's words beside tshark's, for conversations that nobody chose. LOADPROBE_CONVERSATIONS says how many.</summary>
public class BesideTsharkTests
{
    private static readonly int Conversations = int.Parse(Environment.GetEnvironmentVariable("LOADPROBE_CONVERSATIONS") ?? "2000", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Counts_odd_conversations_as_tshark_does(int seed)
    {
        string capture = await WrittenAsync($"odd-{seed}.pcap", () => OddConversation.Capture(seed, Conversations));
        List<TsharkCounts> theirs = await TsharkCounts.ReadAsync(capture, TestContext.Current.CancellationToken);
        IReadOnlyList<FlowSummary> ours = CaptureAnalysis.Run(capture, new FlowOptions { WiresharkRoundTrips = true })!.Flows;

        Assert.Equal(theirs.Count, ours.Count);
        Assert.True(ours.Count > Conversations, "ports are used again");
        List<string> differences = [];
        var seen = new long[TsharkCounts.Names.Length];
        for (int i = 0; i < ours.Count; i++)
        {
            foreach (bool client in new[] { true, false })
            {
                long[] their = theirs[i].Of($"{(client ? ours[i].Client : ours[i].Server)}"), our = Counts(ours[i], client);
                for (int k = 0; k < our.Length; k++)
                {
                    seen[k] += their[k];
                    if (their[k] != our[k]) differences.Add($"conversation {i + 1}, {(client ? "client" : "server")}, {TsharkCounts.Names[k]}: {our[k]}, tshark {their[k]}");
                }
            }
            foreach (bool client in new[] { true, false })
            {
                List<long> times = theirs[i].AcknowledgedAfter.GetValueOrDefault($"{(client ? ours[i].Server : ours[i].Client)}") ?? [];
                (string their, string our) = (Text(times), Text(client ? ours[i].Rtt.Client : ours[i].Rtt.Server));
                if (their != our) differences.Add($"conversation {i + 1}, round trips of the {(client ? "client" : "server")}: {our}, tshark {their}");
            }
            // tshark shows it from the packet after on.
            if (theirs[i].InitialRtt is { } rtt && ours[i].Handshake.WiresharkRtt != rtt) differences.Add($"conversation {i + 1}, initial RTT: {ours[i].Handshake.WiresharkRtt}, tshark {rtt}");
        }
        Assert.Empty(differences);
        Assert.All(seen, count => Assert.True(count > Conversations / 20, $"{string.Join(", ", TsharkCounts.Names.Zip(seen))}"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Times_exchanges_of_HTTP_to_the_microsecond_as_tshark_does(int seed)
    {
        string capture = await WrittenAsync($"exchanges-{seed}.pcap", () => OddExchanges.Capture(seed, Conversations / 4));
        List<string> theirs = await TsharkAnswers(capture, TestContext.Current.CancellationToken);
        List<string> ours = [];
        foreach (FlowSummary flow in Captures.Analyze(capture).Flows)
            ours.AddRange(flow.Requests.Select(request => $"{flow.Number - 1} {request.Status} {Math.Round((request.ServerResponse!.Value + request.Transfer!.Value).TotalMicroseconds)}"));

        Assert.True(theirs.Count > Conversations, $"{theirs.Count} answers");
        Assert.Equal(theirs, ours);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Times_answers_of_name_servers_to_the_microsecond_as_tshark_does(int seed)
    {
        string capture = await WrittenAsync($"lookups-{seed}.pcap", () => OddLookups.Capture(seed, Conversations / 2));
        // Of several answers in a packet tshark gives their times in a row.
        string[] theirs = [.. (await Tshark.FieldsAsync(capture, "dns.time", ["frame.time_epoch", "dns.time"], TestContext.Current.CancellationToken))
            .SelectMany(fields => fields[1].Split(',').Select(time => $"{Microseconds(fields[0])} {Microseconds(time)}")).Order(StringComparer.Ordinal)];
        DnsTransaction[] answered = [.. Captures.Analyze(capture).Dns.Where(dns => dns.ResponseTime is not null)];

        Assert.Equal(theirs, answered.Select(dns => $"{(dns.Started + dns.ResponseTime!.Value - DateTimeOffset.UnixEpoch).TotalMicroseconds} {dns.ResponseTime!.Value.TotalMicroseconds}").Order(StringComparer.Ordinal));
        Assert.All(new[] { true, false }, tcp => Assert.True(answered.Count(dns => dns.OverTcp == tcp) > Conversations / 4));
    }

    private static decimal Microseconds(string seconds) => Math.Round(decimal.Parse(seconds, CultureInfo.InvariantCulture) * 1_000_000);

    private static async Task<string> WrittenAsync(string name, Func<byte[]> capture)
    {
        Assert.SkipUnless(Tshark.Present, "tshark is not installed");
        string path = Path.Combine(Captures.Artifacts, name);
        Directory.CreateDirectory(Captures.Artifacts);
        await File.WriteAllBytesAsync(path, capture(), TestContext.Current.CancellationToken);
        return path;
    }

    private static async Task<List<string>> TsharkAnswers(string capture, CancellationToken token) =>
        [.. (await Tshark.FieldsAsync(capture, "http.response && http.response.code != 100", ["tcp.stream", "http.response.code", "http.time"], token))
            .OrderBy(fields => int.Parse(fields[0], CultureInfo.InvariantCulture)).Select(fields => $"{fields[0]} {fields[1]} {Microseconds(fields[2])}")];

    // How many, and the least, the middle and the greatest in microseconds.
    private static string Text(List<long> times)
    {
        times.Sort();
        return times.Count == 0 ? "0" : $"{times.Count} {times[0]} {times[(times.Count - 1) / 2]} {times[^1]}";
    }

    private static string Text(Distribution times) =>
        times.Count == 0 ? "0" : $"{times.Count} {times.Min.TotalMicroseconds} {times.P50.TotalMicroseconds} {times.Max.TotalMicroseconds}";

    private static long[] Counts(FlowSummary flow, bool client)
    {
        Sides<long>[] all =
        [
            flow.Packets, flow.PayloadBytes, flow.Resets, flow.Retransmissions, flow.FastRetransmissions, flow.SpuriousRetransmissions, flow.OutOfOrder, flow.LostSegments,
            flow.DuplicateAcks, flow.ZeroWindows, flow.WindowFulls, flow.KeepAlives,
        ];
        return [.. all.Select(count => client ? count.Client : count.Server)];
    }
}
