using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>What a machine can and cannot do, said by doing it.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task What_is_there_can_be_done_and_needs_no_mending()
    {
        Machine.Need("chromium");
        Machine.NeedCapture();
        Ended doctor = await Running.LoadProbeAsync("doctor --json");
        JsonElement[] all = [.. doctor.Json.GetProperty("abilities").EnumerateArray()];
        Assert.Equal(["browser", "packets", "ping", "paths", "IPv6", "programs", "open files", "local ports"], all.Select(a => a.GetProperty("name").GetString()));
        Assert.All(all.Where(a => a.GetProperty("name").GetString() is "browser" or "packets" or "ping" or "paths" or "programs"), a => Assert.True(a.GetProperty("has").GetBoolean(), a.ToString()));
        // What has to be mended is all that makes it fail: of addresses, files and ports this machine may have few.
        Assert.All(all.Where(a => a.GetProperty("has").GetBoolean()), a => Assert.False(a.TryGetProperty("mend", out _), a.ToString()));
        Assert.Equal(all.Any(a => a.TryGetProperty("mend", out _)) ? 5 : 0, doctor.ExitCode);

        Ended told = await Running.LoadProbeAsync("doctor", ("NO_COLOR", "1"));
        Assert.Contains("can    packets (--capture: network time told from server time)", told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_capture_is_told_the_command_that_lets_him()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "giving up capabilities needs root");
        string folder = Directory.CreateTempSubdirectory("loadprobe-doctor-").FullName;
        string program = Machine.CopyProgram(folder);
        Ended doctor = await Running.RunAsync(Machine.Need("setpriv"), $"--reuid 65534 --regid 65534 --clear-groups --inh-caps=-all --bounding-set=-all {program} doctor --json", TimeSpan.FromMinutes(1), folder);
        Directory.Delete(folder, recursive: true);
        Assert.True(doctor.ExitCode == 5, doctor.ToString());
        JsonElement packets = doctor.Json.GetProperty("abilities").EnumerateArray().Single(a => a.GetProperty("name").GetString() == "packets");
        Assert.StartsWith("no_permission: ", packets.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal((false, $"sudo setcap cap_net_raw+ep {program}"), (packets.GetProperty("has").GetBoolean(), packets.GetProperty("mend").GetString()));
    }
}
