using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>
/// The way through three routers, each a network of its own, to a host behind them: who they are, which one loses packets,
/// and that another way is noticed.
/// </summary>
public sealed class PathTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-path-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("icmp")]
    [InlineData("udp")]
    [InlineData("tcp")]
    public async Task Each_router_on_the_way_is_found(string by)
    {
        JsonElement path = await TraceAsync($"by: {by}, {(by == "tcp" ? "port: 9, " : "")}count: 3, interval: 50ms", exitCode: 0);

        Assert.True(path.GetProperty("reached").GetBoolean());
        Assert.Equal(["10.78.1.2", "10.78.2.2", "10.78.3.2", "10.78.4.2"], Addresses(path));
        Assert.All(path.GetProperty("hops").EnumerateArray(), h => Assert.Equal(3, h.GetProperty("received").GetInt32()));
    }

    [Theory]
    [InlineData("icmp")]
    [InlineData("udp")]
    [InlineData("tcp")]
    public async Task Of_what_a_router_loses_as_much_is_told_and_from_where_on(string by)
    {
        const int sent = 100, share = 30;
        // The second router passes on 70 of 100 packets, chosen at random, and answers all that end at it.
        JsonElement path = await TraceAsync($"by: {by}, {(by == "tcp" ? "port: 9, " : "")}count: {sent}, interval: 60ms", exitCode: 1, lost: share);

        double loss = path.GetProperty("loss_ratio").GetDouble();
        Table.Line("paths.txt", $"30 % lost behind the second router, {by}", 1, $"{loss:P0} of {sent} lost, from hop {path.GetProperty("loss_from_hop")} on; by hop {string.Join(", ", path.GetProperty("hops").EnumerateArray().Select(h => $"{h.GetProperty("loss_ratio").GetDouble():P0}"))}");
        // Four standard deviations of a binomial distribution: 30 ± 18 of 100.
        Assert.InRange(loss, 0.12, 0.48);
        Assert.Equal(3, path.GetProperty("loss_from_hop").GetInt32());
        Assert.Equal([0, 0], path.GetProperty("hops").EnumerateArray().Take(2).Select(h => h.GetProperty("loss_ratio").GetDouble()));
    }

    [Fact]
    public async Task A_router_that_answers_seldom_is_no_loss()
    {
        JsonElement path = await TraceAsync("count: 50, interval: 60ms", exitCode: 0, seldom: 70);

        Assert.Equal(0, path.GetProperty("loss_ratio").GetDouble());
        Assert.False(path.TryGetProperty("loss_from_hop", out _));
        Assert.InRange(path.GetProperty("hops")[1].GetProperty("loss_ratio").GetDouble(), 0.3, 1);
    }

    [Fact]
    public async Task A_host_behind_a_router_that_knows_no_way_is_told_with_who_said_so()
    {
        Ended once = await OnceAsync("host: 10.99.0.1, count: 2, interval: 50ms", exitCode: 1, lost: 0, seldom: 0);

        string detail = once.Json.GetProperty("steps")[0].GetProperty("detail").GetString()!;
        Assert.Equal("10.99.0.1 did not answer: the last that did is hop 1, 10.78.1.2, which says: network unreachable", detail);
    }

    [Fact]
    public async Task Another_way_is_noticed_once()
    {
        // An agent that dials each second; after the third dial the first router sends packets round by another second one.
        (string metrics, string before) = await WatchAsync();

        Assert.Equal(("0", "4"), (Value(before, "loadprobe_path_route_changes_total"), Value(before, "loadprobe_path_hops")));
        Assert.Equal(("1", "4"), (Value(metrics, "loadprobe_path_route_changes_total"), Value(metrics, "loadprobe_path_hops")));
        Assert.NotEqual(Value(before, "loadprobe_path_route_hash"), Value(metrics, "loadprobe_path_route_hash"));
    }

    private static string Value(string metrics, string family)
    {
        string line = metrics.Split('\n').Single(l => l.StartsWith(family + "{", StringComparison.Ordinal));
        return line[(line.LastIndexOf(' ') + 1)..];
    }

    private static string[] Addresses(JsonElement path) => [.. path.GetProperty("hops").EnumerateArray().Select(h => h.GetProperty("addresses")[0].GetString()!)];

    private async Task<JsonElement> TraceAsync(string how, int exitCode, int lost = 0, int seldom = 0)
    {
        Ended once = await OnceAsync($"host: 10.78.4.2, {how}", exitCode, lost, seldom);
        return once.Json.GetProperty("steps")[0].GetProperty("path");
    }

    private async Task<Ended> OnceAsync(string step, int exitCode, int lost, int seldom)
    {
        await NeedAsync();
        await File.WriteAllTextAsync($"{_folder}/way.yaml", Probe(step));
        await File.WriteAllTextAsync($"{_folder}/here", $"{Network(lost, seldom)}\n{Machine.Program} once {_folder}/way.yaml --json");
        Ended once = await Running.RunAsync(Machine.Need("unshare"), $"--net --mount bash {_folder}/here", TimeSpan.FromMinutes(1), Machine.Root);
        Assert.True(once.ExitCode == exitCode, once.ToString());
        return once;
    }

    private async Task<(string After, string Before)> WatchAsync()
    {
        await NeedAsync();
        Directory.CreateDirectory($"{_folder}/probes");
        await File.WriteAllTextAsync($"{_folder}/probes/way.yaml", Probe("host: 10.78.4.2, count: 1, interval: 50ms", timeout: "1s") + "every: 1s\n");
        await File.WriteAllTextAsync($"{_folder}/limits.yaml", "egress: [10.78.0.0/16]\n");
        await File.WriteAllTextAsync($"{_folder}/here", $$"""
            {{Network(0, 0)}}
            {{Machine.Program}} agent --name here --listen 127.0.0.1:9115 --probes {{_folder}}/probes --limits {{_folder}}/limits.yaml > {{_folder}}/agent.log 2>&1 &
            agent=$!
            read_metrics() { exec 3<>/dev/tcp/127.0.0.1/9115 && printf 'GET /metrics HTTP/1.0\r\n\r\n' >&3 && cat <&3; exec 3>&-; }
            dialled() { for i in $(seq 300); do read_metrics > $1 2> /dev/null; n=$(sed -n 's/^loadprobe_probe_runs_total{.*verdict="pass"} //p' $1); [ "${n:-0}" -ge $2 ] && return 0; kill -0 $agent || return 1; sleep 0.1; done; return 1; }
            dialled {{_folder}}/before 3 || exit 95
            ip netns exec r1 ip route replace 10.78.4.0/24 via 10.78.5.2
            ip netns exec r3 ip route replace 10.78.1.0/24 via 10.78.6.1
            n=$(sed -n 's/^loadprobe_probe_runs_total{.*verdict="pass"} //p' {{_folder}}/before)
            dialled {{_folder}}/after $((n + 3)) || exit 94
            kill $agent
            wait $agent
            """);
        Ended watched = await Running.RunAsync(Machine.Need("unshare"), $"--net --mount bash {_folder}/here", TimeSpan.FromMinutes(2), Machine.Root);
        string log = File.Exists($"{_folder}/agent.log") ? await File.ReadAllTextAsync($"{_folder}/agent.log") : "";
        Assert.True(watched.ExitCode is 0 or 130 or 143, $"{watched}\n{log}");
        return (await File.ReadAllTextAsync($"{_folder}/after"), await File.ReadAllTextAsync($"{_folder}/before"));
    }

    private static async Task NeedAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "networks are made with unshare");
        Machine.Need("ip");
        Machine.Need("nft");
        Ended made = await Running.RunAsync(Machine.Need("unshare"), "--net --mount sh -c \"mount -t tmpfs none /run && ip netns add a && nft add table ip t\"", TimeSpan.FromSeconds(10));
        Assert.SkipUnless(made.ExitCode == 0, $"this machine lets nobody make a network: {made.Error}");
    }

    private static string Probe(string step, string timeout = "20s") => $"target: {{ address: tcp://10.78.4.2:9, class: test, allow: [10.0.0.0/8] }}\ntimeout: {timeout}\nsteps:\n  - path: {{ {step} }}\n    name: way\n";

    // here 10.78.1.1 - r1 - 10.78.2.x - r2 - 10.78.3.x - r3 - 10.78.4.x - far; and r4 beside r2, on 10.78.5.x and 10.78.6.x.
    // Names of networks stand in a /run of their own, so that nobody else's are met.
    private static string Network(int lost, int seldom) => $$"""
        set -e
        mount -t tmpfs none /run
        ip link set lo up
        for n in r1 r2 r3 r4 far; do
          ip netns add $n
          ip -n $n link set lo up
          ip netns exec $n sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward; echo 0 > /proc/sys/net/ipv4/icmp_ratelimit; echo 0 > /proc/sys/net/ipv4/conf/all/rp_filter; echo 0 > /proc/sys/net/ipv4/conf/default/rp_filter'
        done
        way() { # from, its address, to, its address
          ip link add name end_a type veth peer name end_b
          ip link set end_a netns $1 name to_$3
          ip link set end_b netns $3 name to_$1
          ip -n $1 address add $2/24 dev to_$3; ip -n $1 link set to_$3 up
          ip -n $3 address add $4/24 dev to_$1; ip -n $3 link set to_$1 up
        }
        ip link add to_r1 type veth peer name to_here netns r1
        ip address add 10.78.1.1/24 dev to_r1; ip link set to_r1 up
        ip -n r1 address add 10.78.1.2/24 dev to_here; ip -n r1 link set to_here up
        way r1 10.78.2.1 r2 10.78.2.2
        way r2 10.78.3.1 r3 10.78.3.2
        way r3 10.78.4.1 far 10.78.4.2
        way r1 10.78.5.1 r4 10.78.5.2
        way r4 10.78.6.1 r3 10.78.6.2
        ip route add default via 10.78.1.2
        ip -n r1 route add 10.78.3.0/24 via 10.78.2.2
        ip -n r1 route add 10.78.4.0/24 via 10.78.2.2
        ip -n r2 route add 10.78.1.0/24 via 10.78.2.1
        ip -n r2 route add 10.78.4.0/24 via 10.78.3.2
        ip -n r4 route add 10.78.1.0/24 via 10.78.5.1
        ip -n r4 route add 10.78.4.0/24 via 10.78.6.2
        ip -n r3 route add 10.78.1.0/24 via 10.78.3.1
        ip -n far route add default via 10.78.4.1
        ip netns exec r2 nft -f - <<RULES
        table ip way {
          chain through { type filter hook forward priority filter; iifname "to_r1" numgen random mod 100 < {{lost}} drop; }
          chain own { type filter hook output priority filter; icmp type time-exceeded numgen random mod 100 < {{seldom}} drop; }
        }
        RULES
        set +e
        """;
}
