using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoadProbe.Probing.Tests;

/// <summary>A module's icmp options, each as blackbox_exporter has it.</summary>
public sealed class BlackboxIcmpTests
{
    private static readonly string[] Always = ["probe_dns_lookup_time_seconds", "probe_duration_seconds", "probe_icmp_duration_seconds", "probe_ip_addr_hash", "probe_ip_protocol", "probe_success", "probe_timeout_seconds"];

    [Theory]
    [InlineData("127.0.0.1", 4, 3668918509)]
    [InlineData("::1", 6, 1751717746)]
    public async Task Tells_what_the_exporter_tells_of_a_reply(string target, int protocol, double hash)
    {
        Assert.SkipUnless(PingSocket.IsAllowed, "this user may not send pings");
        Assert.SkipUnless(protocol == 4 || Socket.OSSupportsIPv6, "no IPv6 here");
        BlackboxAnswer got = await ProbeAsync(target);
        Assert.True(got.Success, got.Log);
        Assert.Equal(Always.Append("probe_icmp_reply_hop_limit").Order(StringComparer.Ordinal), got.Families);
        Assert.Equal((protocol, hash, 64), (got["probe_ip_protocol"], got["probe_ip_addr_hash"], got["probe_icmp_reply_hop_limit"]));
        Assert.All((string[])["setup", "rtt"], p => Assert.True(Phase(got, p) > 0));
    }

    [Fact]
    public async Task Has_all_phases_at_zero_and_no_hop_limit_when_the_name_leads_nowhere()
    {
        BlackboxAnswer got = await ProbeAsync("nosuch.invalid");
        Assert.False(got.Success);
        Assert.Equal(Always, got.Families);
        Assert.Equal((0, 0, 0), (Phase(got, "resolve"), Phase(got, "setup"), Phase(got, "rtt")));
    }

    [Theory]
    [InlineData(0, "Prometheus Blackbox Exporter")]
    [InlineData(5, "Prome")]
    [InlineData(31, "Prometheus Blackbox Exporter\0\0\0")]
    public async Task Sends_its_text_cut_or_filled_to_the_size_asked_for(int size, string expected)
    {
        byte[] sent = await SentAsync(new BlackboxIcmpProbe { PayloadSize = size });
        Assert.Equal(expected, Encoding.ASCII.GetString(sent[28..]));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(64)]
    public async Task Sends_as_many_hops_far_as_asked(int ttl) => Assert.Equal(ttl, (await SentAsync(new BlackboxIcmpProbe { Ttl = ttl }))[8]);

    // Linux does so by itself as long as it fits; here it has to.
    [Fact]
    public async Task Sends_whole_packets_when_asked() => Assert.NotEqual(0, (await SentAsync(new BlackboxIcmpProbe { DontFragment = true }))[6] & 0x40);

    [Fact]
    public async Task Sends_from_the_address_asked_for()
    {
        byte[] sent = await SentAsync(new BlackboxIcmpProbe { SourceAddress = "127.0.0.9" });
        Assert.Equal("127.0.0.9", new IPAddress(sent.AsSpan(12, 4)).ToString());
    }

    [Fact]
    public async Task Sends_nothing_to_an_address_that_the_agent_may_not_dial()
    {
        var call = new BlackboxCall("127.0.0.1", Module(new BlackboxIcmpProbe()), "", TimeSpan.FromSeconds(5), NoSecrets.Instance, Egress.Nowhere, TimeProvider.System);
        Assert.False(await BlackboxDial.RunAsync(call, Dialled.Token));
        Assert.Equal(0, call.Figures.Value("probe_icmp_duration_seconds", ("phase", "rtt")));
        Assert.Contains(call.Log.Lines, l => l.Contains("127.0.0.1 is not allowed", StringComparison.Ordinal));
    }

    // A raw socket sees what goes out over the loopback too, with its IP header. The probe has an id that nobody else has.
    private static async Task<byte[]> SentAsync(BlackboxIcmpProbe icmp)
    {
        Assert.SkipUnless(IsRawAllowed(), "this user may not open raw sockets");
        using var raw = new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp);
        raw.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.23"), 0));
        BlackboxAnswer got = await ProbeAsync("127.0.0.23", icmp with { Ip = new BlackboxIp(Prefers4: true) });
        Assert.True(got.Success, got.Log);
        byte[] packet = new byte[2000];
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        while (true)
        {
            int length = await raw.ReceiveAsync(packet, late.Token);
            if (packet[20] == 8) return packet[..length];
        }
    }

    private static bool IsRawAllowed()
    {
        try
        {
            using var raw = new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static BlackboxModule Module(BlackboxIcmpProbe icmp) => new() { Name = "icmp", Prober = BlackboxProber.Icmp, Icmp = icmp };

    private static Task<BlackboxAnswer> ProbeAsync(string target, BlackboxIcmpProbe? icmp = null) => BlackboxAsked.ProbeAsync(target, Module(icmp ?? new BlackboxIcmpProbe()));

    private static double? Phase(BlackboxAnswer got, string phase) => got.Call.Figures.Value("probe_icmp_duration_seconds", ("phase", phase));
}
