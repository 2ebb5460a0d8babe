using System.Net;
using System.Text;

namespace LoadProbe.Capture.Tests;

public sealed class PacketRingTests : IDisposable
{
    private const long Start = 1_764_284_000_123_456_789;
    private const long Second = 1_000_000_000;
    private readonly string folder = Directory.CreateTempSubdirectory("loadprobe-ring-").FullName;

    [Fact]
    public void What_was_captured_comes_out_as_a_capture_file_with_its_times_lengths_and_device()
    {
        using PacketRing ring = Open();
        int device = ring.Register("eth7", LinkType.Ethernet, 100);
        byte[] frame = Frame(file => file.Client(0, new string('x', 400)));
        ring.Add(device, new CapturedPacket { Time = Start, LinkType = LinkType.Ethernet, WireLength = frame.Length, Bytes = frame.AsSpan(0, 100) });
        (byte[] file, ExtractedPackets taken) = Extract(ring, new PacketFilter());
        Assert.Equal(new ExtractedPackets(1, 0), taken);

        CaptureReader reader = CaptureReader.Open(new MemoryStream(file))!;
        CapturedPacket packet = default;
        Assert.True(reader.TryRead(ref packet));
        Assert.Equal(Start, packet.Time);
        Assert.Equal("eth7", packet.Device);
        Assert.Equal(frame.Length, packet.WireLength);
        Assert.Equal(frame.AsSpan(0, 100), packet.Bytes);
        Assert.False(reader.TryRead(ref packet));
        Assert.Equal((0, 0), (reader.Malformed, reader.Truncated));
    }

    [Fact]
    public void Only_packets_of_the_time_the_address_and_the_port_are_taken()
    {
        using PacketRing ring = Open();
        int device = ring.Register("lo", LinkType.Ethernet, 512);
        byte[] one = Frame(file => file.Handshake(port: 41000)), other = Frame(file => file.Handshake(port: 42000));
        for (int i = 0; i < 10; i++)
        {
            Add(ring, device, one[..54], Start + i * Second);
            Add(ring, device, other[..54], Start + i * Second + 1);
        }

        DateTimeOffset begin = DateTimeOffset.UnixEpoch.AddTicks(Start / 100);
        Assert.Equal(20, Extract(ring, new PacketFilter()).Taken.Packets);
        Assert.Equal(10, Extract(ring, new PacketFilter(ports: [41000])).Taken.Packets);
        Assert.Equal(20, Extract(ring, new PacketFilter(hosts: [IPAddress.Parse("10.0.0.2")])).Taken.Packets);
        Assert.Equal(0, Extract(ring, new PacketFilter(hosts: [IPAddress.Parse("10.0.0.9")])).Taken.Packets);
        Assert.Equal(6, Extract(ring, new PacketFilter(from: begin.AddSeconds(2), to: begin.AddSeconds(5))).Taken.Packets);
    }

    [Fact]
    public void A_folder_that_was_taken_away_holds_nothing()
    {
        using PacketRing ring = Open();
        Directory.Delete(folder, recursive: true);
        Assert.Equal(0, ring.Bytes);
        Assert.Equal(new ExtractedPackets(0, 0), Extract(ring, new PacketFilter()).Taken);
        Directory.CreateDirectory(folder);
    }

    [Fact]
    public void The_oldest_packets_give_way_and_the_bound_holds()
    {
        const long Bytes = 1024 * 1024;
        using PacketRing ring = Open(Bytes);
        int device = ring.Register("lo", LinkType.Ethernet, 2000);
        byte[] frame = Frame(file => file.Client(0, new string('x', 1300)));
        for (int i = 0; i < 3000; i++) Add(ring, device, frame, Start + i * Second);

        (byte[] file, ExtractedPackets taken) = Extract(ring, new PacketFilter());
        long kept = new DirectoryInfo(folder).EnumerateFiles().Sum(entry => entry.Length);
        Assert.InRange(kept, Bytes / 2, Bytes);
        Assert.InRange(taken.Packets, Bytes / 2 / frame.Length, Bytes / frame.Length);
        CaptureReader reader = CaptureReader.Open(new MemoryStream(file))!;
        CapturedPacket packet = default;
        long last = 0;
        while (reader.TryRead(ref packet))
        {
            if (last > 0) Assert.Equal(last + Second, packet.Time);
            last = packet.Time;
        }
        Assert.Equal(Start + 2999 * Second, last);
    }

    [Fact]
    public void What_an_earlier_process_left_is_there_and_counts()
    {
        byte[] frame = Frame(file => file.Client(0, new string('x', 1300)));
        using (PacketRing before = Open())
        {
            int device = before.Register("lo", LinkType.Ethernet, 2000);
            for (int i = 0; i < 10; i++) Add(before, device, frame, Start + i * Second);
        }

        using PacketRing ring = Open();
        Assert.Equal(10, Extract(ring, new PacketFilter()).Taken.Packets);
        int later = ring.Register("lo", LinkType.Ethernet, 2000);
        Add(ring, later, frame, Start + 20 * Second);
        Assert.Equal(11, Extract(ring, new PacketFilter()).Taken.Packets);
    }

    [Fact]
    public void Beyond_the_room_for_them_packets_are_left_out_and_counted()
    {
        using PacketRing ring = Open();
        int device = ring.Register("lo", LinkType.Ethernet, 2000);
        byte[] frame = Frame(file => file.Client(0, new string('x', 1000)));
        for (int i = 0; i < 100; i++) Add(ring, device, frame, Start + i);

        using var output = new MemoryStream();
        ExtractedPackets taken = ring.Extract(new PacketFilter(), output, 50_000, bare: false, TestContext.Current.CancellationToken);
        Assert.InRange(output.Length, 40_000, 50_000);
        Assert.Equal(100, taken.Packets + taken.Omitted);
        Assert.InRange(taken.Packets, 40, 47);
    }

    [Fact]
    public void Bare_packets_hold_nothing_of_what_was_said_but_TLS_records()
    {
        using PacketRing ring = Open();
        int device = ring.Register("lo", LinkType.Ethernet, 2000);
        byte[] clear = Frame(file => file.Client(0, "GET / HTTP/1.1\r\nAuthorization: Basic c2VjcmV0\r\n\r\n"));
        byte[] record = Frame(file => file.Client(0, [22, 3, 1, 0, 4, 1, 2, 3, 4]));
        byte[] more = Frame(file => file.Client(9, "secret"));
        Add(ring, device, clear, Start);
        Add(ring, device, record, Start + 1);
        Add(ring, device, more, Start + 2);

        using var output = new MemoryStream();
        ring.Extract(new PacketFilter(), output, long.MaxValue, bare: true, TestContext.Current.CancellationToken);
        string all = Encoding.Latin1.GetString(output.ToArray());
        Assert.DoesNotContain("GET", all, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", all, StringComparison.Ordinal);
        Assert.Contains(Encoding.Latin1.GetString(record), all, StringComparison.Ordinal);
        FlowSummary flow = Assert.Single(Captures.Analyze(output.ToArray()).Flows);
        Assert.Equal(clear.Length - 54 + 9 + 6, flow.PayloadBytes.Client);
    }

    [Fact]
    public void A_disk_that_takes_no_more_is_said_and_its_packets_are_counted()
    {
        using PacketRing ring = Open();
        int device = ring.Register("lo", LinkType.Ethernet, 2000);
        byte[] frame = Frame(file => file.Client(0, new string('x', 1300)));
        // A folder of the file's name is in the way, as nothing stops root but a thing that cannot be written.
        Directory.CreateDirectory(Path.Combine(folder, "packets-20251127T225320.123456789Z.pcapng"));
        Add(ring, device, frame, Start);
        Add(ring, device, frame, Start + 1);
        Assert.Equal(2, ring.Lost);
        Assert.NotNull(ring.Fault);
        Add(ring, device, frame, Start + 2 * Second);
        Assert.Equal(2, ring.Lost);
        Assert.Equal(1, Extract(ring, new PacketFilter()).Taken.Packets);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused_with_the_reason()
    {
        string file = Path.Combine(folder, "file");
        File.WriteAllText(file, "");
        Assert.Null(PacketRing.Open(new RingOptions { Folder = Path.Combine(file, "ring") }, out string? fault));
        Assert.StartsWith(Path.Combine(file, "ring"), fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_are_for_their_owner_alone_and_others_are_left_alone()
    {
        string other = Path.Combine(folder, "packets-of-somebody.pcapng");
        File.WriteAllText(other, "");
        using PacketRing ring = Open();
        Add(ring, ring.Register("lo", LinkType.Ethernet, 2000), Frame(file => file.Client(0, "x")), Start);
        string own = Assert.Single(Directory.EnumerateFiles(folder), path => path != other);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(own));
        Assert.Equal(1, Extract(ring, new PacketFilter()).Taken.Packets);
        Assert.True(File.Exists(other));
    }

    [Fact]
    public void A_packet_that_is_kept_allocates_nothing()
    {
        using PacketRing ring = Open(64L * 1024 * 1024);
        int device = ring.Register("lo", LinkType.Ethernet, 2000);
        byte[] frame = Frame(file => file.Client(0, new string('x', 300)));
        long least = long.MaxValue;
        for (int pass = 0; pass < 5; pass++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 500; i++) Add(ring, device, frame, Start + pass * 500 + i);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private PacketRing Open(long bytes = 16 * 1024 * 1024) => PacketRing.Open(new RingOptions { Folder = folder, Bytes = bytes }, out _)!;

    private static void Add(PacketRing ring, int device, byte[] frame, long time) =>
        ring.Add(device, new CapturedPacket { Time = time, LinkType = LinkType.Ethernet, WireLength = frame.Length, Bytes = frame });

    private static (byte[] File, ExtractedPackets Taken) Extract(PacketRing ring, PacketFilter filter)
    {
        using var output = new MemoryStream();
        ExtractedPackets taken = ring.Extract(filter, output, long.MaxValue, bare: false, TestContext.Current.CancellationToken);
        return (output.ToArray(), taken);
    }

    private static byte[] Frame(Action<PacketFile> build)
    {
        var file = new PacketFile();
        build(file);
        return file.Bytes[40..];
    }
}
