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

    private Task<Ended> ShellAsync(string script)
    {
        File.WriteAllText($"{_folder}/script", script);
        return Running.RunAsync("bash", $"{_folder}/script", TimeSpan.FromMinutes(2), Machine.Root);
    }
}
