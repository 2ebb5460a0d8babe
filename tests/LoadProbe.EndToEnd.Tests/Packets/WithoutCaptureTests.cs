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
        JsonElement packets = await PacketsAsync(Machine.Need("setpriv"), $"--reuid {Nobody} --regid {Nobody} --clear-groups --inh-caps=-all --bounding-set=-all {program}", "no_permission");
        Assert.Equal("tcp_info", packets.GetProperty("tier").GetString());
        Assert.True(packets.GetProperty("network_rtt_seconds").GetDouble() > 0, packets.ToString());
    }

    [Fact]
    public async Task A_machine_whose_libpcap_is_hidden()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "hiding a library needs root");
        string[] libraries = [.. Directory.GetDirectories("/usr/lib", "*-linux-gnu*").SelectMany(folder => Directory.GetFiles(folder, "libpcap.so*")).Where(file => new FileInfo(file).LinkTarget is null)];
        Assert.SkipWhen(libraries.Length == 0, "libpcap is not installed, so there is nothing to hide");
        string nothing = Path.Combine(_folder, "nothing");
        File.WriteAllText(nothing, "");
        string hide = string.Join(" && ", libraries.Select(library => $"mount --bind {nothing} {library}"));
        JsonElement packets = await PacketsAsync(Machine.Need("unshare"), $"--mount sh -c \"{hide} && exec {Machine.Program} $0 $@\"", "no_libpcap");
        Assert.Equal("tcp_info", packets.GetProperty("tier").GetString());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<JsonElement> PacketsAsync(string before, string arguments, string reason)
    {
        using var server = new PlainServer(_ => Task.CompletedTask);
        string probe = Path.Combine(_folder, "probe.yaml");
        await File.WriteAllTextAsync(probe, $"target: {server.Address}\ntimeout: 3s\nsteps:\n  - get: /\n");
        Ended once = await Running.RunAsync(before, $"{arguments} once {probe} --capture --json --artifacts {_folder}/artifacts", TimeSpan.FromMinutes(1), _folder);
        Assert.True(once.ExitCode == 0, once.ToString());
        JsonElement packets = once.Json.GetProperty("steps")[0].GetProperty("packets");
        Assert.Equal(reason, packets.GetProperty("reason").GetString());
        return packets;
    }
}
