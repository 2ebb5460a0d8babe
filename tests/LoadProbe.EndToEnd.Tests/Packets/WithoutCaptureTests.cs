using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Where packets cannot be captured, a dial is dialled all the same, with what the kernel knows, and says what is missing.</summary>
public sealed class WithoutCaptureTests : IDisposable
{
    private const string Nobody = "65534";

    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-nocapture-").FullName;

    [Fact]
    public async Task An_unprivileged_user_without_the_capability()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "becoming somebody else needs root");
        string program = Machine.CopyProgram(_folder);
        JsonElement packets = (await StepAsync(Machine.Need("setpriv"), $"--reuid {Nobody} --regid {Nobody} --clear-groups --inh-caps=-all --bounding-set=-all {program}", "no_permission", "get: /")).GetProperty("packets");
        Assert.Equal("tcp_info", packets.GetProperty("tier").GetString());
        Assert.True(packets.GetProperty("network_rtt_seconds").GetDouble() > 0, packets.ToString());
    }

    [Fact]
    public async Task A_machine_whose_libpcap_is_hidden() =>
        Assert.Equal("tcp_info", (await WithoutLibpcapAsync("get: /")).GetProperty("packets").GetProperty("tier").GetString());

    [Fact]
    public async Task A_browser_s_sockets_cannot_be_asked_and_its_journey_is_the_same()
    {
        Machine.Need("chromium");
        JsonElement step = await WithoutLibpcapAsync("open: /");
        Assert.Equal("ok", step.GetProperty("outcome").GetString());
        Assert.Equal("none", step.GetProperty("packets").GetProperty("tier").GetString());
        Assert.Equal(0, step.GetProperty("page_packets").GetProperty("joined").GetInt32());
        Assert.Equal(step.GetProperty("elements").GetArrayLength(), step.GetProperty("page_packets").GetProperty("not_joined").GetProperty("no_libpcap").GetInt32());
        Assert.True(step.GetProperty("vitals").GetProperty("ttfb").GetDouble() > 0);
    }

    private async Task<JsonElement> WithoutLibpcapAsync(string does)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "hiding a library needs root");
        string[] libraries = [.. Directory.GetDirectories("/usr/lib", "*-linux-gnu*").SelectMany(folder => Directory.GetFiles(folder, "libpcap.so*")).Where(file => new FileInfo(file).LinkTarget is null)];
        Assert.SkipWhen(libraries.Length == 0, "libpcap is not installed, so there is nothing to hide");
        string nothing = Path.Combine(_folder, "nothing");
        File.WriteAllText(nothing, "");
        string hide = string.Join(" && ", libraries.Select(library => $"mount --bind {nothing} {library}"));
        return await StepAsync(Machine.Need("unshare"), $"--mount sh -c \"{hide} && exec {Machine.Program} $0 $@\"", "no_libpcap", does);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<JsonElement> StepAsync(string before, string arguments, string reason, string does)
    {
        using var server = new PlainServer(_ => Task.CompletedTask);
        string probe = Path.Combine(_folder, "probe.yaml");
        await File.WriteAllTextAsync(probe, $"target: {server.Address}\ntimeout: 20s\nsteps:\n  - {does}\n");
        Ended once = await Running.RunAsync(before, $"{arguments} once {probe} --capture --json --artifacts {_folder}/artifacts", TimeSpan.FromMinutes(1), _folder);
        Assert.True(once.ExitCode == 0, once.ToString());
        JsonElement step = once.Json.GetProperty("steps")[0];
        Assert.Equal(reason, step.GetProperty("packets").GetProperty("reason").GetString());
        return step;
    }
}
