using System.Net;
using System.Net.Sockets;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>A generator that was itself the bottleneck says so, names what it lacked, and exits with 4: the target is not to blame.</summary>
public sealed class InvalidTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
    private readonly Socket _hung = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public InvalidTests()
    {
        // Connections are made in the kernel, and nobody ever answers.
        _hung.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _hung.Listen(4096);
        string address = $"http://127.0.0.1:{((IPEndPoint)_hung.LocalEndPoint!).Port}";
        File.WriteAllText($"{_folder}/targets.yaml", $"hung: {{ address: {address}, class: test }}\n");
        File.WriteAllText($"{_folder}/get.yaml", "target: hung\ntimeout: 10s\nsteps:\n  - { name: get, get: /, expect: { status: 200 } }\n");
        File.WriteAllText($"{_folder}/press.yaml", "target: hung\nmix: get.yaml\nload:\n  - inject: { rate: 200/s, during: 2s }\n");
    }

    public void Dispose()
    {
        _hung.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(220)]
    public async Task Too_few_file_descriptors_are_named(int limit)
    {
        Ended run = await ShellAsync($"ulimit -n {limit}; exec {Machine.Program} run {_folder}/press.yaml --quiet --store {_folder}/store.db");
        Assert.True(run.ExitCode == 4, run.ToString());
        Assert.Contains("file descriptors", run.Output + run.Error, StringComparison.Ordinal);
        Assert.Contains("ulimit -n", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_processor_that_others_take_away_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processors are pinned with taskset");
        Machine.Need("taskset");
        // Answers come at once, so that each arrival is work; of a tenth of a processor there is not enough for it.
        using var server = new StallingServer(from: int.MaxValue, TimeSpan.Zero);
        File.WriteAllText($"{_folder}/targets.yaml", $"quick: {{ address: {server.Address}, class: test }}\n");
        File.WriteAllText($"{_folder}/get.yaml", "target: quick\nsteps:\n  - { name: get, get: /, expect: { status: 200 } }\n");
        File.WriteAllText($"{_folder}/fast.yaml", "target: quick\nmix: get.yaml\nload:\n  - inject: { rate: 10000/s, during: 6s }\n");
        Ended run = await ShellAsync($$"""
            busy=()
            for i in 1 2 3 4 5 6 7 8 9; do taskset -c 0 timeout 60 sh -c 'while :; do :; done' & busy+=($!); done
            taskset -c 0 {{Machine.Program}} run {{_folder}}/fast.yaml --quiet --store {{_folder}}/store.db
            code=$?
            kill "${busy[@]}"
            exit $code
            """);
        Assert.True(run.ExitCode == 4, run.ToString());
        Assert.Contains("CPU:", run.Output, StringComparison.Ordinal);
        Assert.Contains("use more agents", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Places_taken_by_a_burst_of_ours_are_not_the_targets_fault()
    {
        // It is quick enough for 20 in flight. The program is held up while 200 arrivals come due, and 80 may be in flight.
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var server = new PlainServer(number =>
        {
            if (number == 2_500) hold.SetResult();
            return Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        });
        await using Running run = Press(server.Address, "rate: 1000/s, during: 6s", places: 80);
        await hold.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, TestContext.Current.CancellationToken);
        run.Signal("STOP");
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
        run.Signal("CONT");
        int code = await run.ExitAsync(TimeSpan.FromMinutes(1));
        Assert.True(code == 4, string.Join('\n', run.Lines));
        Assert.Contains("arrivals were dropped because the generator was so far behind the plan that they made a burst; lower the rate", await run.LineAsync("lateness:"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Places_taken_by_a_slow_target_are_no_fault_of_ours()
    {
        // 100 a second are done, and 300 come.
        using var server = new LimitedServer(workers: 10, TimeSpan.FromMilliseconds(100));
        await using Running run = Press(server.Address, "rate: 300/s, during: 6s", places: 20);
        int code = await run.ExitAsync(TimeSpan.FromMinutes(1));
        Assert.True(code == 0, string.Join('\n', run.Lines));
        Assert.Contains("cap 1", await run.LineAsync("arrivals: "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Local_ports_that_ran_out_are_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a network with few ports is made with unshare");
        Machine.Need("ip");
        Ended made = await Running.RunAsync(Machine.Need("unshare"), "--net true", TimeSpan.FromSeconds(10));
        Assert.SkipUnless(made.ExitCode == 0, $"this machine lets nobody make a network: {made.Error}");
        // In a network of its own with 61 local ports: some for the brokerage's services among themselves, the rest for who hangs on it.
        File.WriteAllText($"{_folder}/targets.yaml", "hung: { address: \"http://127.0.0.1:7080\", class: test }\n");
        File.WriteAllText($"{_folder}/get.yaml", "target: hung\ntimeout: 10s\nsteps:\n  - { name: get, get: /api/quotes, expect: { status: 200 } }\n");
        File.WriteAllText($"{_folder}/inside", $$"""
            ip link set lo up
            {{Machine.Program}} broker --http 7080 --https 7443 > {{_folder}}/broker.log 2>&1 &
            broker=$!
            until grep -q :7443 {{_folder}}/broker.log; do kill -0 $broker || { cat {{_folder}}/broker.log; exit 99; }; sleep 0.1; done
            echo '40000 40060' > /proc/sys/net/ipv4/ip_local_port_range
            exec 3<>/dev/tcp/127.0.0.1/7080
            fault='{"service":"quotes","hang":true}'
            printf 'POST /control/faults HTTP/1.1\r\nHost: broker\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s' ${#fault} "$fault" >&3
            cat <&3 >/dev/null
            {{Machine.Program}} run {{_folder}}/press.yaml --quiet --store {{_folder}}/store.db
            code=$?
            kill $broker
            wait $broker
            exit $code
            """);
        Ended run = await Running.RunAsync(Machine.Need("unshare"), $"--net bash {_folder}/inside", TimeSpan.FromMinutes(2), Machine.Root);
        Assert.True(run.ExitCode == 4, run.ToString());
        Assert.Contains("ports: this machine had no local port left", run.Output, StringComparison.Ordinal);
    }

    private Running Press(Uri address, string load, int places)
    {
        File.WriteAllText($"{_folder}/targets.yaml", $"real: {{ address: {address}, class: test }}\n");
        File.WriteAllText($"{_folder}/get.yaml", "target: real\nsteps:\n  - { name: get, get: /, expect: { status: 200 } }\n");
        File.WriteAllText($"{_folder}/real.yaml", $"target: real\nmix: get.yaml\nmax_in_flight: {places}\nload:\n  - inject: {{ {load} }}\n");
        return Running.Start(Machine.Program, $"run {_folder}/real.yaml --quiet --store {_folder}/store.db");
    }

    private Task<Ended> ShellAsync(string script)
    {
        File.WriteAllText($"{_folder}/script", script);
        return Running.RunAsync("bash", $"{_folder}/script", TimeSpan.FromMinutes(2), Machine.Root);
    }
}
