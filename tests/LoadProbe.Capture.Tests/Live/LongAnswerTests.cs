using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Capture.Tests;

/// <summary>A real name server whose answer is too long: for the link, then it comes in fragments, or for the asker, then it comes over TCP.</summary>
public class LongAnswerTests
{
    private const string Name = "long.example.test";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task An_answer_in_fragments_is_the_answer(string address)
    {
        (CaptureResult result, int length) = await CaptureAsync(address, Ask);

        DnsTransaction dns = Assert.Single(result.Dns);
        Assert.InRange(length, 2500, 4096);
        Assert.Equal((Name, "TXT", 0, false), (dns.Name, dns.Type, dns.ResponseCode, dns.Truncated));
        Assert.InRange(dns.ResponseTime!.Value, TimeSpan.FromTicks(1), Limit);
        // 1300 bytes of the link hold 1240 of IPv6 and 1280 of IPv4.
        Assert.Equal(1 + (length + 8 + 1239) / 1240, result.Packets);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task An_answer_that_is_had_over_TCP_is_the_answer_to_the_first_question(string address)
    {
        TimeSpan waited = TimeSpan.Zero;
        (CaptureResult result, int length) = await CaptureAsync(address, server =>
        {
            long begun = Stopwatch.GetTimestamp();
            int bytes = AskTwice(server);
            waited = Stopwatch.GetElapsedTime(begun);
            return bytes;
        });

        DnsTransaction dns = result.Dns[0], again = result.Dns[1];
        FlowSummary flow = Assert.Single(result.Flows);
        Assert.InRange(length, 2500, 4096);
        Assert.Equal((Name, "TXT", 0, true, true), (dns.Name, dns.Type, dns.ResponseCode, dns.Truncated, dns.Fallback is not null));
        Assert.Equal((2, Name, 0, true, true), (result.Dns.Count, again.Name, again.ResponseCode, again.OverTcp, again.Continues));
        Assert.Equal(length + 2, flow.PayloadBytes.Server);
        Assert.InRange(again.ResponseTime!.Value, TimeSpan.FromTicks(1), dns.LookupTime!.Value);
        Assert.InRange(dns.LookupTime!.Value, flow.Exchanges[0].ResponseLast!.Value - dns.Started - TimeSpan.FromTicks(1), waited + TimeSpan.FromMilliseconds(1));
    }

    private static async Task<(CaptureResult, int)> CaptureAsync(string address, Func<IPEndPoint, int> ask)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "network namespaces need root");
        Assert.SkipUnless(File.Exists("/usr/sbin/dnsmasq"), "dnsmasq is not installed");
        using NetworkNamespace? network = NetworkNamespace.TryMake();
        Assert.SkipWhen(network is null, "this machine makes no network namespaces");
        network!.Shell("ip link set lo mtu 1300; ip link set lo up");
        string[] texts = [.. Enumerable.Range(10, 30).Select(i => $"--txt-record={Name},{i}-{new string('x', 80)}")];
        using Process dnsmasq = network.Start("/usr/sbin/dnsmasq", ["--no-daemon", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--log-facility=-", "--edns-packet-max=4096", $"--listen-address={address}", "--bind-interfaces", "--user=root", .. texts]);
        try
        {
            while (await dnsmasq.StandardError.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Limit) is { } line && !line.Contains("started, version", StringComparison.Ordinal)) { }
            var server = new IPEndPoint(IPAddress.Parse(address), 53);
            CaptureStart start = network.Run(() => LiveCapture.TryStart([new IPEndPoint(server.Address, 0)], new CaptureOptions { Device = "lo" }));
            Assert.True(start.Capture is not null, start.Detail);
            int length = network.Run(() => ask(server));
            return (await start.Capture!.StopAsync(), length);
        }
        finally
        {
            dnsmasq.Kill();
            await dnsmasq.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Bytes of the answer.</summary>
    private static int Ask(IPEndPoint server) => Over(server, DnsBytes.Question(0x1234, Name, size: 4096));

    private static int AskTwice(IPEndPoint server)
    {
        Assert.InRange(Over(server, DnsBytes.Question(0x1234, Name)), 12, 512);
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = (int)Limit.TotalMilliseconds };
        socket.Connect(server);
        socket.Send(DnsBytes.Framed(DnsBytes.Question(0x4321, Name)));
        byte[] answer = new byte[8192];
        int read = 0;
        while (read < 2 || read < 2 + (answer[0] << 8 | answer[1])) read += socket.Receive(answer.AsSpan(read));
        return read - 2;
    }

    private static int Over(IPEndPoint server, byte[] question)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = (int)Limit.TotalMilliseconds };
        socket.Connect(server);
        socket.Send(question);
        return socket.Receive(new byte[8192]);
    }
}
