using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LoadProbe.Probing.Tests;

/// <summary>What the kernel tells of real connections over loopback.</summary>
public sealed class NetworkMeterTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public NetworkMeterTests() => _listener.Start();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Each_reading_tells_what_was_sent_since_the_one_before()
    {
        var meter = new NetworkMeter();
        Assert.Null(meter.Read());
        (MeasuredStream own, Socket other) = await ConnectAsync(meter);
        using (other)
        await using (own)
        {
            await TalkAsync(own, other, 10);
            NetworkFigures first = meter.Read()!;
            // The connection's own two, and each of ours at least.
            Assert.InRange(first.Sent!.Value, 12, 40);
            Assert.Equal((1L, 0L, 0L, 1L), (first.Opened, first.Retransmitted, first.Resets, first.Rtt.Count));
            Assert.InRange(first.LeastRtt!.Value, TimeSpan.FromMicroseconds(1), first.Rtt.Max);

            await TalkAsync(own, other, 20);
            NetworkFigures second = meter.Read()!;
            Assert.InRange(second.Sent!.Value, 20, 45);
            Assert.Equal(0, second.Opened);
            Assert.Equal((0L, 0L), (meter.Read()!.Sent, second.Resets));
        }
    }

    [Fact]
    public async Task A_connection_that_is_closed_between_two_readings_is_told_of()
    {
        var meter = new NetworkMeter();
        (MeasuredStream own, Socket other) = await ConnectAsync(meter);
        await TalkAsync(own, other, 10);
        await own.DisposeAsync();
        await own.DisposeAsync();
        other.Dispose();

        NetworkFigures told = meter.Read()!;
        Assert.InRange(told.Sent!.Value, 12, 40);
        Assert.Equal((1L, 0L), (told.Opened, told.Resets));
        Assert.Null(meter.Read());
    }

    [Fact]
    public async Task A_reset_is_counted_once_however_often_it_is_met()
    {
        var meter = new NetworkMeter();
        (MeasuredStream own, Socket other) = await ConnectAsync(meter);
        await using (own)
        {
            Task<int> reading = own.ReadAsync(new byte[10], CancellationToken.None).AsTask();
            other.LingerState = new LingerOption(true, 0);
            other.Dispose();
            await Assert.ThrowsAsync<IOException>(() => reading);
            await Assert.ThrowsAsync<IOException>(() => own.WriteAsync("more"u8.ToArray(), CancellationToken.None).AsTask());
            await Assert.ThrowsAsync<IOException>(() => own.WriteAsync("more"u8.ToArray(), Token).AsTask());
        }

        Assert.Equal(1, meter.Read()!.Resets);
    }

    [Fact]
    public async Task An_end_in_peace_and_a_refusal_are_no_resets()
    {
        var meter = new NetworkMeter();
        (MeasuredStream own, Socket other) = await ConnectAsync(meter);
        other.Dispose();
        Assert.Equal(0, await own.ReadAsync(new byte[10], CancellationToken.None));
        await own.DisposeAsync();
        _listener.Stop();
        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(meter));

        NetworkFigures told = meter.Read()!;
        Assert.Equal((2L, 0L), (told.Opened, told.Resets));
    }

    [Fact]
    public async Task Of_many_connections_some_are_read_at_a_time_and_none_is_forgotten()
    {
        var meter = new NetworkMeter(atOnce: 2);
        List<(MeasuredStream Own, Socket Other)> all = [];
        for (int i = 0; i < 5; i++) all.Add(await ConnectAsync(meter));
        meter.Read(all: true);
        foreach ((MeasuredStream own, Socket other) in all) await TalkAsync(own, other, 10);

        // Two, two, and the last with the first again.
        long?[] sent = [meter.Read()!.Sent, meter.Read()!.Sent, meter.Read()!.Sent];
        Assert.All(sent, s => Assert.InRange(s!.Value, 10, 50));
        Assert.InRange(sent.Sum()!.Value, 50, 150);
        Assert.Equal(0, meter.Read(all: true)!.Sent);

        foreach ((MeasuredStream own, Socket other) in all)
        {
            await TalkAsync(own, other, 1);
            await own.DisposeAsync();
            other.Dispose();
        }

        Assert.InRange(meter.Read()!.Sent!.Value, 5, 20);
    }

    [Fact]
    public async Task A_connection_nobody_answers_shows_that_it_was_asked_for_again()
    {
        // In the kernel's queue is room for one more than none: whoever comes then is not answered.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        using var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await first.ConnectAsync(full.LocalEndPoint!, Token);
        var meter = new NetworkMeter();
        await using var own = new MeasuredStream(AddressFamily.InterNetwork, Of(), clocked: false, meter);
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => own.ConnectAsync((IPEndPoint)full.LocalEndPoint!, late.Token));

        NetworkFigures told = meter.Read()!;
        // After a second, and on a busy machine at the end of the next.
        Assert.InRange(told.Retransmitted!.Value, 1, 2);
        Assert.Equal((1L, 1L, 0L), (told.Opened, told.Sent - told.Retransmitted, told.Rtt.Count));
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task The_connections_of_a_customer_are_told_of_whoever_speaks_over_them(HttpProtocols protocol)
    {
        using var certificate = new SelfSigned(TimeProvider.System.GetUtcNow().AddDays(2));
        await using WebServer server = await WebServer.StartAsync(context => context.Response.WriteAsync("hi"), certificate.Certificate, protocol);
        var meter = new NetworkMeter();
        Target target = server.Target with { Tls = new TlsTrust(Verify: false) };
        using (var connections = new HttpConnections(target, TimeProvider.System, network: meter))
        {
            HttpStep step = Dialled.Get("/") with { Version = protocol == HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11 };
            using var journey = new ApiJourney(new Journey { Name = "journey", Target = target, Steps = [step, step] }, connections, TimeProvider.System, Token);
            Assert.Equal(Outcome.Ok, (await journey.RunAsync(new Variables(new KnownSecret()))).Outcome);
        }

        NetworkFigures told = meter.Read()!;
        Assert.Equal((1L, 0L), (told.Opened, told.Resets));
        Assert.InRange(told.Sent!.Value, 5, 60);
    }

    private static async Task TalkAsync(MeasuredStream own, Socket other, int times)
    {
        byte[] room = new byte[10];
        for (int i = 0; i < times; i++)
        {
            await own.WriteAsync("ping"u8.ToArray(), CancellationToken.None);
            Assert.Equal(4, await other.ReceiveAsync(room, Token));
            await other.SendAsync("pong"u8.ToArray(), Token);
            Assert.Equal(4, await own.ReadAsync(room, CancellationToken.None));
        }
    }

    private static ConnectionMeter Of() => new(new RequestClock(TimeProvider.System), TimeProvider.System);

    private async Task<(MeasuredStream Own, Socket Other)> ConnectAsync(NetworkMeter meter)
    {
        var own = new MeasuredStream(AddressFamily.InterNetwork, Of(), clocked: false, meter);
        try
        {
            await own.ConnectAsync((IPEndPoint)_listener.LocalEndpoint, Token);
        }
        catch (SocketException)
        {
            await own.DisposeAsync();
            throw;
        }

        return (own, await _listener.AcceptSocketAsync(Token));
    }
}
