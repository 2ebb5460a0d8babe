using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Capture.Tests;

/// <summary>Of many connections the kernel gives us those of the sample, whole, and no packet of another.</summary>
public sealed class OwnPortTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Connections_are_chosen_by_bits_of_our_own_port(string address)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "capturing needs root or CAP_NET_RAW");
        const int Bits = 0b110;
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        if (address == "127.0.0.1") listener.Bind(new IPEndPoint(IPAddress.IPv6Any, 0)); else listener.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        listener.Listen(64);
        var server = new IPEndPoint(IPAddress.Parse(address), ((IPEndPoint)listener.LocalEndPoint!).Port);
        CaptureStart start = LiveCapture.TryStart([server], new CaptureOptions { OwnPortBits = Bits });
        Assert.True(start.Capture is not null, start.Detail);
        await using LiveCapture capture = start.Capture;
        List<int> chosen = [];
        for (int i = 0; i < 64; i++)
        {
            using var client = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(server, TestContext.Current.CancellationToken);
            int port = ((IPEndPoint)client.LocalEndPoint!).Port;
            if ((port & Bits) == 0) chosen.Add(port);
            using Socket accepted = await listener.AcceptAsync(TestContext.Current.CancellationToken);
            await client.SendAsync(new byte[100], TestContext.Current.CancellationToken);
            await accepted.ReceiveAsync(new byte[100], TestContext.Current.CancellationToken);
            await accepted.SendAsync(new byte[200], TestContext.Current.CancellationToken);
            await client.ReceiveAsync(new byte[200], TestContext.Current.CancellationToken);
        }

        CaptureResult result = await capture.StopAsync();
        Assert.InRange(chosen.Count, 4, 32);
        Assert.Equal(chosen.Order(), result.Flows.Select(f => f.Client.Port).Order());
        Assert.All(result.Flows, f => Assert.Equal(new Sides<long>(100, 200), f.PayloadBytes));
    }
}
