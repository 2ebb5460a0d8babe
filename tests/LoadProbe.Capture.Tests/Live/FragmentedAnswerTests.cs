using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoadProbe.Capture.Tests;

/// <summary>A real name server whose answer over UDP is larger than the link takes.</summary>
public class FragmentedAnswerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task An_answer_in_fragments_is_the_answer(string address)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "network namespaces need root");
        Assert.SkipUnless(File.Exists("/usr/sbin/dnsmasq"), "dnsmasq is not installed");
        using NetworkNamespace? network = NetworkNamespace.TryMake();
        Assert.SkipWhen(network is null, "this machine makes no network namespaces");
        network!.Shell("ip link set lo mtu 1300; ip link set lo up");
        string[] texts = [.. Enumerable.Range(10, 30).Select(i => $"--txt-record=long.example.test,{i}-{new string('x', 80)}")];
        using Process dnsmasq = network.Start("/usr/sbin/dnsmasq", ["--no-daemon", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--log-facility=-", "--edns-packet-max=4096", $"--listen-address={address}", "--bind-interfaces", "--user=root", .. texts]);
        try
        {
            while (await dnsmasq.StandardError.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Limit) is { } line && !line.Contains("started, version", StringComparison.Ordinal)) { }
            var server = new IPEndPoint(IPAddress.Parse(address), 53);
            CaptureStart start = network.Run(() => LiveCapture.TryStart([new IPEndPoint(server.Address, 0)], new CaptureOptions { Device = "lo" }));
            Assert.True(start.Capture is not null, start.Detail);
            int length = network.Run(() => Ask(server));
            CaptureResult result = await start.Capture!.StopAsync();

            DnsTransaction dns = Assert.Single(result.Dns);
            Assert.InRange(length, 2500, 4096);
            Assert.Equal(("long.example.test", "TXT", 0), (dns.Name, dns.Type, dns.ResponseCode));
            Assert.InRange(dns.ResponseTime!.Value, TimeSpan.FromTicks(1), Limit);
            Assert.Equal(1 + (length + 8 + 1239) / 1240, result.Packets);
        }
        finally
        {
            dnsmasq.Kill();
            await dnsmasq.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Bytes of the answer.</summary>
    private static int Ask(IPEndPoint server)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = (int)Limit.TotalMilliseconds };
        socket.Connect(server);
        byte[] size = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(size, 4096);
        string[] labels = ["long", "example", "test"];
        byte[] question = [.. labels.SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0, 0, 16, 0, 1];
        socket.Send([0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, .. question, 0, 0, 41, .. size, 0, 0, 0, 0, 0, 0]);
        return socket.Receive(new byte[8192]);
    }
}
