using System.Diagnostics;

namespace LoadProbe.Capture.Tests;

/// <summary>No file is hostile enough to throw or to hang.</summary>
public class RobustnessTests(ITestOutputHelper output)
{
    private const int Mutations = 500;

    /// <summary>Of one file, also on a busy machine; a hang would be endless.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static readonly string[] OwnFiles = Directory.GetFiles(Path.GetDirectoryName(Captures.Own("x"))!, "*.pcap*");

    // Of a file of 600 kB, every packet of which could be a conversation of its own.
    private const long MostAllocated = 512L * 1024 * 1024;

    private static bool Full => Environment.GetEnvironmentVariable("LOADPROBE_MUTATIONS") is not null;

    private static IEnumerable<string> Files => OwnFiles.Concat(Captures.All);

    [Fact]
    public void A_TCP_option_of_length_0_does_not_stand_still()
    {
        CaptureReport report = Bounded(File.ReadAllBytes(Captures.Own("derived_tcpopt_len0.pcap")))!;

        Assert.Equal((1, 1), (report.Packets, report.Flows.Count));
    }

    [Fact]
    public void Options_that_contradict_themselves_are_read_to_the_contradiction()
    {
        byte[][] poisoned = [[5, 0, 1, 1], [5, 3, 1, 0], [8, 0, 0, 0], [8, 11, 1, 1], [5, 255, 1, 1], [1, 1, 8, 9], [200, 0, 0, 0], [5, 2, 5, 2], .. Enumerable.Range(0, 256).Select(kind => new byte[] { (byte)kind, 0, 0, 0 })];
        foreach (byte[] options in poisoned)
        {
            FlowSummary flow = new PacketFile().Handshake().Send(true, 1, 1, 24, new byte[10], options: options).Flow();

            Assert.Equal((10, 1), (flow.PayloadBytes.Client, flow.Network.Directions.Client.PayloadSegments));
            Assert.Equal(0, flow.Network.Directions.Client.SackBlocks);
        }
    }

    [Fact]
    public void A_file_cut_anywhere_gives_what_is_before_the_cut()
    {
        foreach (string path in Files)
        {
            byte[] file = File.ReadAllBytes(path);
            long whole = Bounded(file)!.Packets;
            for (int tenth = 1; tenth < 10; tenth++)
            {
                CaptureReport? report = Bounded(file[..(file.Length * tenth / 10)]);
                if (report is not null) Assert.InRange(report.Packets, 0, whole);
            }
        }
    }

    [Fact]
    public void A_file_cut_at_each_997th_byte_gives_what_is_before_the_cut()
    {
        // The larger ones whole days of traffic: every cut of them is for when somebody asks.
        long largest = Full ? long.MaxValue : 300_000;
        (int cuts, TimeSpan longest) = (0, TimeSpan.Zero);
        foreach (string path in Files.Where(file => new FileInfo(file).Length <= largest))
        {
            byte[] file = File.ReadAllBytes(path);
            long whole = Bounded(file)!.Packets;
            for (int cut = 0; cut < file.Length; cut += 997, cuts++)
            {
                long begun = Stopwatch.GetTimestamp();
                if (CaptureAnalysis.Run(new MemoryStream(file, 0, cut), "cut") is { } report) Assert.InRange(report.Packets, 0, whole);
                longest = Max(longest, Stopwatch.GetElapsedTime(begun));
            }
        }

        output.WriteLine($"{cuts} cuts, the slowest {longest.TotalMilliseconds:F0} ms");
        Assert.InRange(longest, TimeSpan.Zero, Limit);
    }

    [Fact]
    public void Seeded_mutations_of_all_captures_are_read_to_their_end_in_bounded_memory()
    {
        int mutations = Full ? 20_000 : 1_000;
        (byte[] Bytes, string Name)[] originals = [.. Files.Where(file => new FileInfo(file).Length <= 600_000).Select(file => (File.ReadAllBytes(file), Path.GetFileName(file)))];
        (TimeSpan longest, long most) = (TimeSpan.Zero, 0L);
        for (int seed = 0; seed < mutations; seed++)
        {
            (long begun, long before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            Mutate(originals[seed % originals.Length].Bytes, seed);
            longest = Max(longest, Stopwatch.GetElapsedTime(begun));
            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        output.WriteLine($"{mutations} mutations, the slowest {longest.TotalMilliseconds:F0} ms, at most {most >> 20} MiB allocated by one");
        Assert.InRange(longest, TimeSpan.Zero, Limit);
        Assert.InRange(most, 0, MostAllocated);
    }

    [Fact]
    public void Mutations_of_captures_in_fragments_are_read_to_their_end()
    {
        byte[] handshake = File.ReadAllBytes(Captures.Own("zeek_100-continue.pcap"));
        byte[] six = new PacketFile().Frames(Enumerable.Range(0, 40).Select(i => FragmentBytes.V6(FragmentBytes.Of(file => file.Client(0, new string('a', 500))), (uint)(i / 4), i % 4 * 128, i % 4 == 3 ? 520 : i % 4 * 128 + 128, i % 4 < 3))).Bytes;
        foreach (byte[] original in (byte[][])[FragmentBytes.Cut(handshake, 8), FragmentBytes.Cut(handshake, 64), FragmentBytes.Cut(handshake, 512), six])
        {
            Assert.True(Captures.Analyze(original).Fragments.Assembled >= 10);
            for (int seed = 0; seed < (Full ? 5_000 : Mutations); seed++) Mutate(original, seed);
        }
    }

    [Fact]
    public void Five_hundred_mutations_of_each_small_capture_are_read_to_their_end()
    {
        foreach (string path in OwnFiles)
        {
            byte[] original = File.ReadAllBytes(path);
            for (int seed = 0; seed < Mutations; seed++) Mutate(original, seed);
        }
    }

    [Fact]
    public void Mutations_of_the_reference_captures_are_read_to_their_end()
    {
        Assert.SkipUnless(Captures.Present, $"the reference captures are not at {Captures.Folder}");
        foreach (string path in Captures.All.Where(file => new FileInfo(file).Length < 200_000))
        {
            byte[] original = File.ReadAllBytes(path);
            for (int seed = 0; seed < 50; seed++) Mutate(original, seed);
        }
    }

    private static void Mutate(byte[] original, int seed)
    {
        var random = new Random(seed);
        byte[] file = (byte[])original.Clone();
        int changes = Math.Max(1, file.Length * random.Next(1, 50) / 1000);
        // Most mutations leave the file header alone: without it nothing is read at all.
        int from = seed % 10 == 0 ? 0 : Math.Min(24, file.Length - 1);
        for (int i = 0; i < changes; i++) file[random.Next(from, file.Length)] = (byte)random.Next(256);
        if (Bounded(file) is not { } report) return;
        AnalysisJson.Write(report, Stream.Null);
        if (seed % 8 == 0) Look(file, report);
    }

    // Each packet of the worst flows, as the ladder and the page show them.
    private static void Look(byte[] file, CaptureReport report)
    {
        var analysis = new CaptureAnalysis(closely: CapturePage.Looked(report));
        Assert.True(analysis.TryRead(new MemoryStream(file), "test"));
        foreach (FlowTrace trace in analysis.Traces.Values) Assert.InRange(FlowLadder.Lines(trace, 80).Count, 2, FlowLadder.Most);
        Assert.Equal(2, CapturePage.Html(report, analysis.Traces).Split("<script").Length - 1);
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static CaptureReport? Bounded(byte[] file)
    {
        long begun = Stopwatch.GetTimestamp();
        CaptureReport? report = CaptureAnalysis.Run(new MemoryStream(file), "test");
        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, Limit);
        return report;
    }
}
