using System.Runtime.Versioning;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Programs as steps, run by the program as a user would.</summary>
[SupportedOSPlatform("linux")]
public sealed class ProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-programs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_program_that_is_content_passes_and_its_answer_is_used()
    {
        Write("depth", "echo \"{ \\\"queue\\\": \\\"$1\\\", \\\"depth\\\": 7 }\"");
        Write("check", "[ \"$1\" -le 10 ] && echo \"OK - $1 waiting for $TOKEN\"");
        JsonElement steps = await OnceAsync("""
            - program: { run: [depth, orders] }
              expect: { json: { $.queue: orders, $.depth: { max: 10 } } }
              save: { depth: $.depth }
            - program: { run: [check, "${depth}"], plugin: nagios, env: { TOKEN: "${secret:env:CHECK_TOKEN}" } }
              expect: { stdout: OK }
            """, code: 0);
        Assert.Equal(("program", 0), (steps[0].GetProperty("kind").GetString(), steps[0].GetProperty("status").GetInt32()));
        Assert.Equal("OK - 7 waiting for ***", steps[1].GetProperty("program").GetProperty("stdout").GetString());
    }

    [Fact]
    public async Task One_that_is_not_fails()
    {
        Write("check", "echo 'CRITICAL - 900 waiting'; exit 2");
        JsonElement step = (await OnceAsync("- program: { run: [check], plugin: nagios }", code: 1))[0];
        Assert.Equal(("status_mismatch", "CRITICAL, exit code 2, expected 0; it said: CRITICAL - 900 waiting"), (step.GetProperty("outcome").GetString(), step.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task One_that_takes_too_long_is_ended()
    {
        Write("check", "sleep 600");
        JsonElement step = (await OnceAsync("- program: { run: [check] }\n  timeout: 500ms", code: 1))[0];
        Assert.Equal("wait_timed_out", step.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task One_that_is_missing_or_could_not_tell_has_no_verdict()
    {
        Assert.Equal("program_missing", (await OnceAsync("- program: { run: [check] }", code: 5))[0].GetProperty("outcome").GetString());
        Write("check", "exit 3");
        Assert.Equal("agent_fault", (await OnceAsync("- program: { run: [check], plugin: nagios }", code: 4))[0].GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task None_is_run_unless_that_is_allowed_at_the_start()
    {
        Write("check", "touch \"$0.ran\"");
        JsonElement step = (await OnceAsync($"- program: {{ run: [{_folder}/check] }}", code: 5, options: ""))[0];
        Assert.Equal("permission_missing", step.GetProperty("outcome").GetString());
        Assert.StartsWith("programs are not allowed here", step.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.False(File.Exists($"{_folder}/check.ran"));
        Ended validated = await Running.LoadProbeAsync($"validate {_folder}/queue.yaml");
        Assert.Equal(0, validated.ExitCode);
        Assert.Contains("programs are run by queue: only where LoadProbe was started with --programs", validated.Error, StringComparison.Ordinal);
        Ended nowhere = await Running.LoadProbeAsync($"once {_folder}/queue.yaml --programs {_folder}/absent");
        Assert.Equal(2, nowhere.ExitCode);
        Assert.Contains("absent is no folder", nowhere.Error, StringComparison.Ordinal);
    }

    private void Write(string name, string script)
    {
        File.WriteAllText($"{_folder}/{name}", $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode($"{_folder}/{name}", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<JsonElement> OnceAsync(string steps, int code, string? options = null)
    {
        await File.WriteAllTextAsync($"{_folder}/queue.yaml", $"target: {{ address: \"http://127.0.0.1:1\", class: test }}\nsteps:\n{steps}\n");
        Ended once = await Running.LoadProbeAsync($"once {_folder}/queue.yaml --json {options ?? $"--programs {_folder}"}", ("CHECK_TOKEN", "s3cret-token"));
        Assert.True(once.ExitCode == code, once.ToString());
        Assert.DoesNotContain("s3cret-token", once.Output + once.Error, StringComparison.Ordinal);
        return once.Json.GetProperty("steps");
    }
}
