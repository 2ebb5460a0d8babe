using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Capture.Tests;

/// <summary>Real packets on loopback, compared with the server's own clock: alone on the machine as far as we can help it.</summary>
[CollectionDefinition(nameof(LiveCaptureTests), DisableParallelization = true)]
[Collection(nameof(LiveCaptureTests))]
public class LiveCaptureTests
{
    private const int Requests = 5, Floods = 500;

    /// <summary>An acknowledgement later than this is not taken for one of the network (docs/npm.md).</summary>
    private static readonly TimeSpan AckHeld = TimeSpan.FromMilliseconds(5);

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 20)]
    [InlineData(false, 200)]
    [InlineData(true, 0)]
    [InlineData(true, 20)]
    [InlineData(true, 200)]
    public async Task The_server_response_of_every_request_of_a_connection_is_the_servers_own_time(bool tls, int delay)
    {
        await using var server = new DelayedServer(tls);
        await using LiveCapture capture = Start(server.EndPoint);
        using var client = new CountingClient(server.Address);
        List<PacketFigures> figures = [];
        List<TimeSpan> waited = [];
        for (int i = 0; i < Requests; i++)
        {
            ConnectionUse use = await client.Get($"/{delay}");
            waited.Add(client.Waited);
            figures.Add(await capture.FiguresAsync(use, TestContext.Current.CancellationToken));
        }

        TimeSpan[] truth = server.Taken;
        Assert.All(figures, figure => Assert.Equal(PacketTier.Packets, figure.Tier));
        Assert.All(figures, figure => Assert.False(figure.Degraded));
        Assert.All(figures, figure => Assert.Equal(0, figure.KernelDrops));
        Assert.All(figures, figure => Assert.InRange(figure.NetworkRtt!.Value, TimeSpan.FromTicks(1), TimeSpan.FromMilliseconds(5)));
        // The wire lies between the two programs: it saw at least what the server took, and at most what the client waited. A busy processor moves both ends alike.
        var clocks = TimeSpan.FromMicroseconds(100);
        (PacketFigures Packets, TimeSpan Server, TimeSpan Client)[] requests = [.. figures.Zip(truth, waited)];
        Assert.All(requests, of => Assert.InRange(of.Packets.ApplicationResponse!.Value - of.Packets.NetworkRtt!.Value, of.Server - clocks, of.Client + clocks));
        Assert.All(requests, of => Assert.InRange(of.Packets.ServerResponse!.Value, of.Packets.ApplicationResponse!.Value - of.Packets.NetworkRtt!.Value - AckHeld, of.Client + clocks));
        // An acknowledgement that a busy processor delivers late makes a server look faster, but not most of them.
        Assert.InRange(requests.Count(of => of.Packets.ServerResponse >= of.Server - TimeSpan.FromMilliseconds(1)), Requests / 2 + 1, Requests);
    }

    [Fact]
    public async Task A_connection_is_one_flow_and_nothing_of_it_is_lost()
    {
        await using var server = new DelayedServer(tls: false);
        LiveCapture capture = Start(server.EndPoint);
        using (var client = new CountingClient(server.Address))
        {
            await client.Get("/0");
            await client.Get("/0");
        }
        CaptureResult result = await capture.StopAsync();

        FlowSummary flow = Assert.Single(result.Flows);
        Assert.True(flow.Handshake.Complete);
        Assert.Equal(2, flow.Exchanges.Count);
        Assert.Equal(0, flow.LostSegments.Client + flow.LostSegments.Server);
        Assert.Equal(result.Packets, flow.Packets.Client + flow.Packets.Server);
        Assert.Null(result.Failure);
    }

    [Fact]
    public async Task A_request_that_was_not_captured_is_said_not_to_be_seen()
    {
        await using var server = new DelayedServer(tls: false);
        await using LiveCapture capture = Start(new IPEndPoint(IPAddress.Loopback, 9));
        using var client = new CountingClient(server.Address);

        PacketFigures figures = await capture.FiguresAsync(await client.Get("/0"), TestContext.Current.CancellationToken);

        Assert.Equal((PacketTier.None, CaptureReason.NotSeen), (figures.Tier, figures.Reason));
        Assert.Null(figures.ServerResponse);
    }

    [Fact]
    public async Task Of_ends_that_are_added_later_the_latest_64_are_captured_from_then_on()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        await using var server = new DelayedServer(tls: false);
        await using LiveCapture capture = Start(new IPEndPoint(IPAddress.Loopback, 9));
        using var client = new CountingClient(server.Address);
        await capture.AddAsync([server.EndPoint], token);
        Assert.Equal((PacketTier.Packets, false), await TierAsync());

        await capture.AddAsync(Enumerable.Range(10, 64).Select(port => new IPEndPoint(IPAddress.Loopback, port)), token);
        using var other = new CountingClient(server.Address);
        Assert.Equal(PacketTier.None, (await capture.FiguresAsync(await other.Get("/0"), token)).Tier);

        // On the connection that was captured from its start, but not all the time.
        await capture.AddAsync([server.EndPoint], token);
        Assert.Equal((PacketTier.Packets, false), await TierAsync());

        async Task<(PacketTier, bool)> TierAsync()
        {
            PacketFigures figures = await capture.FiguresAsync(await client.Get("/0"), token);
            return (figures.Tier, figures.Degraded);
        }
    }

    [Fact]
    public void A_device_that_does_not_exist_is_a_reason_and_no_exception()
    {
        CaptureStart start = LiveCapture.TryStart([new IPEndPoint(IPAddress.Loopback, 80)], new CaptureOptions { Device = "nosuchdevice0" });

        Assert.Null(start.Capture);
        Assert.Contains(start.Reason, new[] { CaptureReason.NoSuchDevice, CaptureReason.NoLibpcap });
    }

    [Fact]
    public void Without_the_capability_the_reason_is_no_permission_and_the_detail_mends_it()
    {
        CaptureStart? start = null;
        // Capabilities belong to threads, so one can be without.
        var thread = new Thread(() =>
        {
            if (Capability.TryDropNetRaw()) start = LiveCapture.TryStart([new IPEndPoint(IPAddress.Loopback, 80)]);
        });
        thread.Start();
        thread.Join();
        Assert.SkipWhen(start is null, "the capabilities of a thread cannot be changed here");
        Assert.SkipWhen(start.Reason == CaptureReason.NoLibpcap, "libpcap is not installed");

        Assert.Equal(CaptureReason.NoPermission, start.Reason);
        Assert.Contains("CAP_NET_RAW", start.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packets_the_kernel_had_no_room_for_are_counted_and_degrade_the_figures()
    {
        await using var server = new DelayedServer(tls: false);
        using var unread = new TcpListener(IPAddress.Loopback, 0);
        unread.Start();
        await using LiveCapture capture = Start([server.EndPoint, (IPEndPoint)unread.LocalEndpoint], new CaptureOptions { SnapLength = 65535, BufferBytes = 1 << 16 });
        using var client = new CountingClient(server.Address);
        DateTimeOffset before = TimeProvider.System.GetUtcNow();
        ConnectionUse use = await client.Get("/0");
        for (int i = 0; i < Floods && capture.Snapshot().KernelDrops == 0; i++)
        {
            using var flood = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await flood.ConnectAsync(unread.LocalEndpoint, TestContext.Current.CancellationToken);
            using TcpClient taken = await unread.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            // As much as the kernel takes without a reader.
            flood.Blocking = false;
            flood.Send(new byte[1 << 20], SocketFlags.None, out _);
        }

        PacketFigures figures = await capture.FiguresAsync(use with { Started = before, Ended = TimeProvider.System.GetUtcNow() }, TestContext.Current.CancellationToken);

        Assert.True(capture.Snapshot().KernelDrops > 0);
        Assert.Equal((true, CaptureReason.Drops), (figures.Degraded, figures.Reason));
    }

    [Fact]
    public async Task The_kernels_view_of_a_socket_is_read_without_packets()
    {
        await using var server = new DelayedServer(tls: false);
        using var client = new CountingClient(server.Address);
        await client.Get("/0");
        byte[] option = new byte[TcpInfo.Size];
        int length = client.Socket.GetRawSocketOption(TcpInfo.Level, TcpInfo.Option, option);

        TcpInfo info = TcpInfo.Parse(option.AsSpan(0, length))!;

        Assert.InRange(info.Rtt, TimeSpan.FromMicroseconds(1), TimeSpan.FromMilliseconds(100));
        Assert.InRange(info.MinRtt!.Value, TimeSpan.FromMicroseconds(1), info.Rtt);
        Assert.Equal(PacketTier.TcpInfo, info.ToFigures(CaptureReason.NoPermission).Tier);
    }

    private static LiveCapture Start(IPEndPoint target) => Start([target], new CaptureOptions());

    private static LiveCapture Start(IPEndPoint[] targets, CaptureOptions options)
    {
        CaptureStart start = LiveCapture.TryStart(targets, options);
        Assert.SkipWhen(start.Capture is null, $"this machine cannot capture: {start.Reason}: {start.Detail}");
        return start.Capture;
    }
}
