using System.Diagnostics;

namespace LoadProbe.Capture.Tests;

public class PcapngWriterTests
{
    public static TheoryData<string> Files => [.. Captures.All.Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_capture_that_is_written_again_is_analysed_alike(string name)
    {
        string path = Captures.Need(name);
        byte[] copy = Copy(path);
        CaptureReport before = Captures.Analyze(path), after = Captures.Analyze(copy);
        Assert.Equal(before.Packets, after.Packets);
        Assert.Equal(before.Bytes, after.Bytes);
        Assert.Equal(before.Duration, after.Duration);
        Assert.Equal(before.Flows.Select(flow => (flow.Client.ToString(), flow.Packets, flow.Retransmissions, flow.Handshake.NetworkRtt)), after.Flows.Select(flow => (flow.Client.ToString(), flow.Packets, flow.Retransmissions, flow.Handshake.NetworkRtt)));
    }

    [Fact]
    public void Interfaces_have_their_name_and_comment_for_Wireshark_too()
    {
        const string Tool = "/usr/bin/capinfos";
        Assert.SkipUnless(File.Exists(Tool), "capinfos (tshark) is not installed");
        string file = Path.GetTempFileName();
        using (FileStream stream = File.Create(file))
        {
            var writer = new PcapngWriter(stream);
            writer.AddInterface(LinkType.Ethernet, 512, "eth7", "the side of the market");
            writer.AddInterface(LinkType.Raw, 0, "tun3", new string('ä', 500));
            writer.Write(0, new CapturedPacket { Time = 1_764_284_000_123_456_789, LinkType = LinkType.Ethernet, WireLength = 60, Bytes = new byte[60] });
            writer.Flush();
            Assert.Equal(stream.Length, writer.Length);
        }

        var start = new ProcessStartInfo(Tool, ["-M", "-I", "-S", "-c", "-e", file]) { RedirectStandardOutput = true, Environment = { ["TZ"] = "UTC" } };
        using Process process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        File.Delete(file);
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("Name = eth7", said, StringComparison.Ordinal);
        Assert.Contains("Comment = the side of the market", said, StringComparison.Ordinal);
        Assert.Contains("Name = tun3", said, StringComparison.Ordinal);
        Assert.Contains("1764284000.123456789", said, StringComparison.Ordinal);
    }

    private static byte[] Copy(string path)
    {
        using var output = new MemoryStream();
        var writer = new PcapngWriter(output);
        CaptureReader reader = CaptureReader.Open(File.OpenRead(path))!;
        CapturedPacket packet = default;
        Dictionary<int, int> links = [];
        while (reader.TryRead(ref packet))
        {
            if (!links.TryGetValue(packet.LinkType, out int index)) links.Add(packet.LinkType, index = writer.AddInterface(packet.LinkType, 0, "copy", ""));
            writer.Write(index, packet);
        }
        writer.Flush();
        return output.ToArray();
    }
}
