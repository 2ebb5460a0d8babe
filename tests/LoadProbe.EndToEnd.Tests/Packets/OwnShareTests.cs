using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>By the packets of a sample of its requests a run tells what part of their time was the generator's own, and is invalid when that was too much.</summary>
public sealed class OwnShareTests : IDisposable
{
    private const string Nobody = "65534";
    private static readonly TimeSpan Stop = TimeSpan.FromMilliseconds(100);

    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-own-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_generator_that_is_quick_has_a_small_share_and_the_run_is_valid(bool tls)
    {
        Machine.NeedCapture();
        LoopbackCertificate.Write("loadprobe test", $"{_folder}/cert.pem", $"{_folder}/key.pem");
        using X509Certificate2? certificate = tls ? X509Certificate2.CreateFromPemFile($"{_folder}/cert.pem", $"{_folder}/key.pem") : null;
        // Of answers that take so long a busy machine may have its waits.
        using PlainServer server = Server(answersAfter: 3 * Stop, certificate: certificate);
        await using Running run = Press(server.Address, "--capture");
        Assert.True(await run.ExitAsync(TimeSpan.FromMinutes(1)) == 0, string.Join('\n', run.Lines));
        JsonElement share = Share();
        Assert.Equal("packets", share.GetProperty("tier").GetString());
        Assert.Equal(1, share.GetProperty("one_in").GetInt32());
        // All of them are in the sample: each is joined, but for what the machine may have lost.
        Assert.Equal(1_000, share.GetProperty("sampled").GetInt32());
        Assert.InRange(share.GetProperty("joined").GetInt32(), 950, 1_000);
        Assert.InRange(Seconds(share, "wire", "p50"), 0.295, 0.5);
        Assert.InRange(Seconds(share, "own", "p50"), 0, 0.005);
        TestContext.Current.TestOutputHelper?.WriteLine(share.ToString());
        Assert.Contains("own share p50", string.Join('\n', run.Lines), StringComparison.Ordinal);
        Assert.Contains("\"own_share\":{\"tier\":\"packets\"", await File.ReadAllTextAsync($"{_folder}/run.html", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--capture", 4)]
    [InlineData("", 0)]
    public async Task A_generator_that_is_held_up_while_answers_wait_is_invalid_if_packets_are_looked_at(string capture, int expected)
    {
        Machine.NeedCapture();
        // The server goes on meanwhile: nothing else tells that these times are not its own.
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using PlainServer server = Server(number =>
        {
            if (number == 200) begun.SetResult();
        });
        await using Running run = Press(server.Address, capture);
        await begun.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, TestContext.Current.CancellationToken);
        for (int i = 0; i < 6; i++)
        {
            run.Signal("STOP");
            await Task.Delay(Stop, TimeProvider.System, TestContext.Current.CancellationToken);
            run.Signal("CONT");
            await Task.Delay(3 * Stop, TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.True(await run.ExitAsync(TimeSpan.FromMinutes(1)) == expected, string.Join('\n', run.Lines));
        if (expected == 0) return;
        JsonElement fault = Assert.Single(Generator().GetProperty("faults").EnumerateArray());
        Assert.StartsWith("own share: of the ", fault.GetString(), StringComparison.Ordinal);
        Assert.InRange(Seconds(Share(), "own", "p99"), 0.02, 1);
        Assert.InRange(Seconds(Share(), "wire", "p50"), 0.095, 0.2);
        TestContext.Current.TestOutputHelper?.WriteLine(fault.GetString() + Share());
    }

    [Fact]
    public async Task At_a_high_rate_some_connections_are_looked_at_the_same_ones_on_both_sides()
    {
        Machine.NeedCapture();
        using PlainServer server = Server();
        await using Running run = Press(server.Address, "--capture", "rate: 1500/s, during: 4s");
        await run.ExitAsync(TimeSpan.FromMinutes(1));
        JsonElement share = Share();
        int sampled = share.GetProperty("sampled").GetInt32(), passed = share.GetProperty("passed_over").GetInt32(), joined = share.GetProperty("joined").GetInt32();
        Assert.Equal(4, share.GetProperty("one_in").GetInt32());
        Assert.InRange(sampled, 300, 4_000);
        Assert.True(joined > 0.8 * (sampled - passed), share.ToString());
    }

    [Fact]
    public async Task Without_the_capability_the_run_goes_on_and_says_what_it_lacks()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "becoming somebody else needs root");
        using PlainServer server = Server();
        string program = Machine.CopyProgram(_folder);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder, (UnixFileMode)0b111_111_111);
        Ended run = await Running.RunAsync(Machine.Need("setpriv"), $"--reuid {Nobody} --regid {Nobody} --clear-groups --inh-caps=-all --bounding-set=-all {program} {Arguments(server.Address, "--capture")}", TimeSpan.FromMinutes(1), _folder);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal("none", Share().GetProperty("tier").GetString());
        Assert.Equal("no_permission", Share().GetProperty("reason").GetString());
        Assert.Equal(0, Share().GetProperty("joined").GetInt32());
        Assert.False(Share().TryGetProperty("own", out _));
        Assert.Contains("own share not known", run.Output, StringComparison.Ordinal);
    }

    private static double Seconds(JsonElement share, string of, string figure) => share.GetProperty(of).GetProperty(figure).GetDouble();

    private static PlainServer Server(Action<int>? tell = null, TimeSpan? answersAfter = null, X509Certificate2? certificate = null) => new(number =>
    {
        tell?.Invoke(number);
        return Task.Delay(answersAfter ?? Stop, TimeProvider.System);
    })
    { Certificate = certificate };

    private Running Press(Uri address, string capture, string load = "rate: 200/s, during: 5s") => Running.Start(Machine.Program, Arguments(address, capture, load));

    private string Arguments(Uri address, string capture, string load = "rate: 200/s, during: 5s")
    {
        File.WriteAllText($"{_folder}/targets.yaml", $"real: {{ address: {address}, class: test{(address.Scheme == "https" ? ", tls: { ca: cert.pem }" : "")} }}\n");
        File.WriteAllText($"{_folder}/get.yaml", "target: real\nsteps:\n  - { name: get, get: /, expect: { status: 200 } }\n");
        File.WriteAllText($"{_folder}/press.yaml", $"target: real\nmix: get.yaml\nmax_in_flight: 500\nload:\n  - inject: {{ {load} }}\n");
        return $"run {_folder}/press.yaml {capture} --quiet --store {_folder}/store.db --json {_folder}/run.json --report {_folder}/run.html";
    }

    private JsonElement Generator() => JsonDocument.Parse(File.ReadAllText($"{_folder}/run.json")).RootElement.GetProperty("generator");

    private JsonElement Share() => Generator().GetProperty("own_share");
}
