using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Capture.Tests;

/// <summary>Exchanges and bulk transfers both ways over a link of known faults, captured at the client, and what is said of them afterwards.</summary>
internal sealed class TruthRound : IDisposable
{
    private const int Exchanges = 40, Bulk = 150_000, TransfersEachWay = 3, SnapLength = 256;
    private static readonly IPEndPoint Server = new(IPAddress.Parse("10.79.0.2"), 80);
    private readonly NetworkNamespace here, there;
    private readonly TunDevice hereTun, thereTun;

    private TruthRound(NetworkNamespace here, NetworkNamespace there, TunDevice hereTun, TunDevice thereTun) =>
        (this.here, this.there, this.hereTun, this.thereTun) = (here, there, hereTun, thereTun);

    /// <summary>Null, with the reason, where this machine makes no networks.</summary>
    public static TruthRound? TryMake(out string reason)
    {
        reason = "this machine makes no network namespaces";
        if (NetworkNamespace.TryMake() is not { } here) return null;
        if (NetworkNamespace.TryMake() is { } there)
        {
            if (here.Run(TunDevice.TryOpen) is { } hereTun && there.Run(TunDevice.TryOpen) is { } thereTun) return new TruthRound(here, there, hereTun, thereTun);
            reason = "this machine has no TUN devices";
            there.Dispose();
        }
        here.Dispose();
        return null;
    }

    public async Task<TruthFigures> RunAsync(LinkFaults faults, bool timestamps, string capture, CancellationToken token)
    {
        Configure(here, "10.79.0.1", timestamps);
        Configure(there, "10.79.0.2", timestamps);
        using Process tcpdump = here.Start("tcpdump", "-i", TunDevice.Name, "-w", capture, "-U", "--immediate-mode", "--time-stamp-precision=nano", "-s", $"{SnapLength}", "-Z", "root", "tcp");
        try
        {
            while (await tcpdump.StandardError.ReadLineAsync(token) is { } line && !line.Contains("listening", StringComparison.Ordinal)) { }
            using var link = new LossyLink(hereTun, thereTun, faults);
            List<ConnectionUse> uses = await TrafficAsync(faults.Seed, token);
            link.Stop();
            await WrittenAsync(capture, link, token);
            return Judge(faults, link, uses, Captures.Analyze(capture).Flows, await TsharkStream.ReadAsync(capture, token));
        }
        finally
        {
            tcpdump.Kill();
            await tcpdump.WaitForExitAsync(CancellationToken.None);
        }
    }

    public void Dispose()
    {
        hereTun.Dispose();
        thereTun.Dispose();
        here.Dispose();
        there.Dispose();
    }

    private static void Configure(NetworkNamespace network, string address, bool timestamps) => network.Shell($"""
        echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6
        echo {(timestamps ? 1 : 0)} > /proc/sys/net/ipv4/tcp_timestamps
        ip address add {address}/24 dev {TunDevice.Name}
        ip link set {TunDevice.Name} up
        """);

    private async Task<List<ConnectionUse>> TrafficAsync(int seed, CancellationToken token)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(token);
        using var server = new TruthServer(there.Run(() =>
        {
            Socket listener = New();
            listener.Bind(Server);
            listener.Listen();
            return listener;
        }));
        Task serving = server.ServeAsync(ending.Token);
        using TruthClient asking = new(here.Run(New));
        List<Task> working = [AskAsync(asking, new Random(seed), token)];
        for (int i = 0; i < TransfersEachWay; i++)
        {
            working.Add(BulkAsync(client => client.GetAsync($"/send/{Bulk}", token), token));
            working.Add(BulkAsync(client => client.PostAsync(Bulk, token), token));
        }
        await Task.WhenAll(working);
        await ending.CancelAsync();
        await serving;
        return asking.Uses;
    }

    private static Socket New() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private static async Task AskAsync(TruthClient client, Random random, CancellationToken token)
    {
        await client.ConnectAsync(Server, token);
        for (int i = 0; i < Exchanges; i++) await client.GetAsync($"/wait/{random.Next(1000, 60_000)}", token);
    }

    private async Task BulkAsync(Func<TruthClient, Task> transfer, CancellationToken token)
    {
        using TruthClient client = new(here.Run(New));
        await client.ConnectAsync(Server, token);
        await transfer(client);
    }

    // The link knows how many packets the capture has to have; the file is complete when they are in it.
    private static async Task WrittenAsync(string capture, LossyLink link, CancellationToken token)
    {
        while (Captures.Analyze(capture).Packets < link.AtClient) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, token);
    }

    private static TruthFigures Judge(LinkFaults faults, LossyLink link, List<ConnectionUse> uses, IReadOnlyList<FlowSummary> flows, List<TsharkStream> streams)
    {
        long Dropped(bool client) => link.Log.Count(entry => entry.Deed == LinkDeed.Dropped && entry.FromClient == client && entry.Payload > 0);
        Assert.Equal((1 + 2 * TransfersEachWay, flows.Count), (flows.Count, streams.Count));
        Errors rtt = default, serverTime = default;
        for (int i = 0; i < flows.Count; i++) rtt = rtt.With(2 * faults.Delay, flows[i].Network.RoundTrips.Least, streams[i].InitialRtt);
        int asked = flows.ToList().FindIndex(flow => flow.Client.Equals(uses[0].Local));
        IReadOnlyList<TimeSpan> served = link.Served[(ushort)uses[0].Local.Port].Times;
        Assert.Equal(uses.Count, served.Count);
        for (int i = 0; i < uses.Count; i++)
        {
            TimeSpan? theirs = i < streams[asked].HttpTimes.Count ? streams[asked].HttpTimes[i] - streams[asked].InitialRtt : null;
            serverTime = serverTime.With(served[i], PacketJoin.Find(flows, uses[i])?.ServerResponse, theirs);
        }
        Told holes = default, numbers = default;
        foreach (FlowSummary flow in flows)
        {
            DirectionFigures said = flow.Network.Directions.Server;
            long dropped = link.Log.Count(entry => entry.Deed == LinkDeed.Dropped && !entry.FromClient && entry.Payload > 0 && entry.ClientPort == flow.Client.Port);
            (holes, numbers) = (holes.With(dropped, said.Lost - said.LostWithoutHole), numbers.With(dropped, said.Lost));
        }
        return new TruthFigures(faults, new(Dropped(true), Dropped(false)),
            new(flows.Sum(flow => flow.Network.Directions.Client.Lost), flows.Sum(flow => flow.Network.Directions.Server.Lost)),
            new(streams.Sum(stream => stream.Retransmissions.Client), streams.Sum(stream => stream.Retransmissions.Server)), holes, numbers, rtt, serverTime, uses.Count);
    }
}
