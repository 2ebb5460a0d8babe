using System.Globalization;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>
/// Packets that are really lost on the way to the target, and connections that it really resets: the run says how many, as the
/// kernel itself counts them, and is stopped by them.
/// </summary>
public sealed class NetworkTests : IDisposable
{
    // A busy machine makes the generator late, and the run invalid: what it counts is right all the same.
    private const int Late = 4;

    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Of_lost_packets_as_many_are_sent_again_as_the_kernel_counts()
    {
        (JsonElement run, long sentAgain) = await PressAsync(lost: 5, "load:\n  - inject: { rate: 200/s, during: 6s }\n", exitCode: 0);

        JsonElement network = run.GetProperty("network");
        long retransmitted = network.GetProperty("retransmitted").GetInt64(), sent = network.GetProperty("segments_sent").GetInt64();
        Table.Line("guards.txt", "5 % of packets lost", 1, $"{retransmitted} of {sent} segments sent again, the kernel counts {sentAgain} of all");
        // What the dials before the run and the ends of its connections lose is the kernel's alone.
        Assert.InRange(sentAgain, 20, 300);
        Assert.InRange(retransmitted, sentAgain - Math.Max(5, sentAgain / 20), sentAgain);
        Assert.InRange(sent, 1_000, 6_000);
        Assert.Equal((double)retransmitted / sent, network.GetProperty("retransmitted_fraction").GetDouble(), 1e-6);
        Assert.Equal(retransmitted, run.GetProperty("series").EnumerateArray().Sum(s => s.TryGetProperty("network", out JsonElement second) ? second.GetProperty("retransmitted").GetInt64() : 0));
        Assert.Equal(0, network.GetProperty("resets").GetInt64());
        Assert.InRange(network.GetProperty("least_rtt_seconds").GetDouble(), 1e-6, 0.01);
    }

    [Fact]
    public async Task A_guard_on_them_stops_the_run_and_one_that_they_keep_does_not()
    {
        (JsonElement run, _) = await PressAsync(lost: 10, "load:\n  - inject: { rate: 200/s, during: 60s }\nthresholds:\n  - retransmissions < 60%\nguards:\n  - retransmissions < 2% over 3s\n", exitCode: 3);

        JsonElement stopped = run.GetProperty("stopped");
        Assert.Equal("guard", stopped.GetProperty("by").GetString());
        Assert.StartsWith("retransmissions < 2% over 3s: ", stopped.GetProperty("reason").GetString(), StringComparison.Ordinal);
        // The first window is full after three seconds.
        Assert.InRange(run.GetProperty("totals").GetProperty("sent").GetInt64(), 300, 3_000);
        Assert.True(run.GetProperty("guards").EnumerateArray().Single(g => g.GetProperty("kind").GetString() == "threshold").GetProperty("holds").GetBoolean());
    }

    [Fact]
    public async Task A_network_that_loses_nothing_breaks_no_threshold()
    {
        (JsonElement run, long sentAgain) = await PressAsync(lost: 0, "load:\n  - inject: { rate: 100/s, during: 4s }\nthresholds:\n  - retransmissions < 2% over 3s, else abort\n  - resets <= 0%\n  - network_rtt p50 < 50ms\n", exitCode: 0);

        Assert.InRange(run.GetProperty("network").GetProperty("retransmitted").GetInt64(), 0, sentAgain);
        Assert.All(run.GetProperty("guards").EnumerateArray(), g => Assert.True(g.GetProperty("holds").GetBoolean(), g.ToString()));
    }

    [Fact]
    public async Task A_target_that_resets_connections_is_told_and_stopped()
    {
        int resets = 0;
        using var server = new PlainServer(_ => Task.CompletedTask) { Resets = number => number % 10 == 0 && Interlocked.Increment(ref resets) > 0 };
        Write(server.Address, "load:\n  - inject: { rate: 100/s, during: 60s }\nguards:\n  - resets < 2% over 2s\n");
        Ended ended = await Running.LoadProbeAsync($"run {_folder}/press.yaml --json - --store {_folder}/store.db");

        Assert.True(ended.ExitCode is 3 or Late, ended.ToString());
        JsonElement run = ended.Json;
        Assert.StartsWith("resets < 2% over 2s: ", run.GetProperty("stopped").GetProperty("reason").GetString(), StringComparison.Ordinal);
        // Those of what is dialled before the run are not the run's.
        Assert.InRange(run.GetProperty("network").GetProperty("resets").GetInt64(), resets - 3, resets);
        Assert.InRange(resets, 10, 200);
    }

    /// <summary>Presses a brokerage that is alone in a network of its own, over a way that loses so many percent of what is sent to it.</summary>
    /// <returns>The run, and how many segments the kernel of its side sent again.</returns>
    private async Task<(JsonElement Run, long SentAgain)> PressAsync(int lost, string rules, int exitCode)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "networks are made with unshare");
        Machine.Need("ip");
        Machine.Need("nft");
        Ended made = await Running.RunAsync(Machine.Need("unshare"), "--net sh -c \"unshare --net true && nft add table ip t\"", TimeSpan.FromSeconds(10));
        Assert.SkipUnless(made.ExitCode == 0, $"this machine lets nobody make a network, or lose packets in it: {made.Error}");
        Write(new Uri("http://10.77.0.2:7080"), rules);
        // The brokerage listens on its own loopback: what comes to its network is led there. What it sends again is counted in its network, not in ours.
        await File.WriteAllTextAsync($"{_folder}/there", $$"""
            ip link set lo up
            {{Machine.Program}} broker --http 7080 --https 7443 > {{_folder}}/broker.log 2>&1 &
            broker=$!
            trap 'kill $broker; wait $broker' TERM
            until grep -q :7443 {{_folder}}/broker.log && ip link show to_us > {{_folder}}/link.log 2>&1; do kill -0 $broker || exit 99; sleep 0.1; done
            ip address add 10.77.0.2/24 dev to_us
            ip link set to_us up
            echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet
            nft -f - <<RULES || exit 98
            table ip way {
              chain there {
                type nat hook prerouting priority dstnat
                tcp dport 7080 dnat to 127.0.0.1
              }
              chain loss {
                type filter hook input priority filter
                tcp dport 7080 numgen random mod 100 < {{lost}} drop
              }
            }
            RULES
            touch {{_folder}}/ready
            wait $broker
            """);
        await File.WriteAllTextAsync($"{_folder}/here", $$"""
            ip link set lo up
            unshare --net bash {{_folder}}/there &
            there=$!
            until grep -qs :7443 {{_folder}}/broker.log; do kill -0 $there || { cat {{_folder}}/broker.log; exit 97; }; sleep 0.1; done
            ip link add to_there type veth peer name to_us netns $there
            ip address add 10.77.0.1/24 dev to_there
            ip link set to_there up
            until [ -e {{_folder}}/ready ]; do kill -0 $there || exit 96; sleep 0.1; done
            {{Machine.Program}} run {{_folder}}/press.yaml --quiet --json {{_folder}}/run.json --store {{_folder}}/store.db
            code=$?
            cat /proc/net/snmp > {{_folder}}/snmp
            kill $there
            wait $there
            exit $code
            """);
        Ended run = await Running.RunAsync(Machine.Need("unshare"), $"--net bash {_folder}/here", TimeSpan.FromMinutes(2), Machine.Root);
        Assert.True(run.ExitCode == exitCode || run.ExitCode == Late, run.ToString());
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync($"{_folder}/run.json"));
        return (json.RootElement.Clone(), Counted(await File.ReadAllLinesAsync($"{_folder}/snmp")));
    }

    private static long Counted(string[] snmp)
    {
        string[][] tcp = [.. snmp.Where(l => l.StartsWith("Tcp:", StringComparison.Ordinal)).Select(l => l.Split(' '))];
        return long.Parse(tcp[1][Array.IndexOf(tcp[0], "RetransSegs")], CultureInfo.InvariantCulture);
    }

    private void Write(Uri address, string rules)
    {
        File.WriteAllText($"{_folder}/get.yaml", $"target: {{ address: {address}, class: test }}\ntimeout: 10s\nsteps:\n  - {{ name: get, get: /api/quotes }}\n");
        File.WriteAllText($"{_folder}/press.yaml", $"target: {{ address: {address}, class: test }}\nmix: get.yaml\ndrain: 5s\n{rules}");
    }
}
