using System.Diagnostics;
using System.Runtime.Versioning;
using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.Probing.Tests;

/// <summary>Program steps, of programs that the test writes and this machine runs.</summary>
[SupportedOSPlatform("linux")]
public sealed class ProgramTests : IDisposable
{
    private static readonly Target Anything = new() { Name = "anything", Address = new Uri("http://127.0.0.1:1"), Class = EnvironmentClass.Test };

    private readonly string _folder = Directory.CreateTempSubdirectory("programs-").FullName;

    public ProgramTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "programs are run on Linux");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Exit_code_0_is_a_pass_and_what_it_wrote_is_kept()
    {
        StepResult step = await RunAsync("check", "echo fine; echo careful >&2");
        Assert.Equal((Outcome.Ok, 0), (step.Outcome, step.Status));
        Assert.Equal(new ProgramFigures("fine", "careful", 5, 8), step.Program);
        Assert.Equal(step.Duration, step.Phases.Wait);
    }

    [Theory]
    [InlineData("exit 1", Outcome.StatusMismatch, "exit code 1, expected 0")]
    [InlineData("echo nothing is left; exit 3", Outcome.StatusMismatch, "exit code 3, expected 0; it said: nothing is left")]
    [InlineData("echo reading >&2; echo no such queue >&2; exit 2", Outcome.StatusMismatch, "exit code 2, expected 0; it said: no such queue")]
    [InlineData("kill -SEGV $$", Outcome.StatusMismatch, "ended by SIGSEGV, expected 0")]
    public async Task Another_exit_code_is_a_failure(string script, Outcome outcome, string detail)
    {
        StepResult step = await RunAsync("check", script);
        Assert.Equal((outcome, detail), (step.Outcome, step.Detail));
    }

    [Theory]
    [InlineData("echo 'OK - 3 waiting'", Outcome.Ok, null)]
    [InlineData("echo 'WARNING - 80 waiting | depth=80'; exit 1", Outcome.StatusMismatch, "WARNING, exit code 1, expected 0; it said: WARNING - 80 waiting | depth=80")]
    [InlineData("echo 'CRITICAL - 900 waiting'; exit 2", Outcome.StatusMismatch, "CRITICAL, exit code 2, expected 0; it said: CRITICAL - 900 waiting")]
    [InlineData("echo 'UNKNOWN - no route'; exit 3", Outcome.AgentFault, "UNKNOWN, exit code 3: the plugin could not tell; it said: UNKNOWN - no route")]
    public async Task A_plugin_of_Nagios_says_how_bad_it_is(string script, Outcome outcome, string? detail)
    {
        Write("check", script);
        StepResult step = await RunAsync(new ProgramStep { Name = "check", At = default, Program = "check", IsPlugin = true });
        Assert.Equal((outcome, detail), (step.Outcome, step.Detail));
    }

    [Fact]
    public async Task A_warning_passes_where_it_is_expected()
    {
        Write("check", "exit 1");
        Assert.Equal(Outcome.Ok, (await RunAsync(new ProgramStep { Name = "check", At = default, Program = "check", IsPlugin = true, Exits = [0, 1] })).Outcome);
    }

    [Fact]
    public async Task What_it_writes_is_held_against_what_is_expected_and_saved()
    {
        Write("check", """echo '{ "depth": 7, "id": "q-1" }'""");
        Write("again", "echo \"id is $1\"");
        var first = new ProgramStep
        {
            Name = "first", At = default, Program = "check", Output = [new Match { Contains = Dialled.Text("q-1") }],
            Json = [new JsonExpectation(JsonPath.Parse("$.depth")!, new Match { Max = 10 })], Saves = [new Save("id", SaveSource.Json, Path: JsonPath.Parse("$.id"))],
        };
        var second = new ProgramStep { Name = "second", At = default, Program = "again", Arguments = [Dialled.Text("${id}; echo $HOME")], Output = [new Match { Contains = Dialled.Text("id is q-1; echo $HOME") }] };
        JourneyResult result = await RunAsync([first, second]);
        Assert.True(result.Outcome == Outcome.Ok, result.Detail);

        StepResult deep = await RunAsync(first with { Json = [new JsonExpectation(JsonPath.Parse("$.depth")!, new Match { Max = 5 })] });
        Assert.Equal((Outcome.JsonMismatch, "$.depth is \"7\": expected at most 5"), (deep.Outcome, deep.Detail));
        StepResult other = await RunAsync(first with { Output = [new Match { Contains = Dialled.Text("q-2") }] });
        Assert.Equal((Outcome.BodyMismatch, "stdout: expected it to contain \"q-2\"; the answer: { \"depth\": 7, \"id\": \"q-1\" }"), (other.Outcome, other.Detail));
        Write("check", "echo seven");
        Assert.Equal((Outcome.JsonMismatch, "the answer is not JSON; the answer: seven"), await FailureAsync(first with { Output = [] }));
    }

    [Fact]
    public async Task It_has_a_small_environment_an_empty_folder_and_what_it_is_given_to_read()
    {
        Write("check", "env | sort | grep -v '^_=' | grep -v '^SHLVL=' | grep -v '^PWD='; ls -A; [ \"$HOME\" = \"$PWD\" ] && echo at home; touch left; cat");
        StepResult step = await RunAsync(new ProgramStep
        {
            Name = "check", At = default, Program = "check", Environment = new Dictionary<string, Template> { ["WHO"] = Dialled.Text("me") }, Input = Dialled.Text("read this"),
        });
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        string[] lines = step.Program!.Output.Split('\n');
        Assert.StartsWith("HOME=/", lines[0], StringComparison.Ordinal);
        Assert.Equal(["LANG=C.UTF-8", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "WHO=me", "at home", "read this"], lines[1..]);
        Assert.False(Directory.Exists(lines[0]["HOME=".Length..]));
        Assert.Equal(9, step.BytesSent);
    }

    [Fact]
    public async Task Secrets_reach_it_and_no_result()
    {
        Write("check", "echo \"$TOKEN\"; cat >&2; exit 1");
        StepResult step = await RunAsync(new ProgramStep
        {
            Name = "check", At = default, Program = "check", Environment = new Dictionary<string, Template> { ["TOKEN"] = Dialled.Text("${secret:env:TOKEN}") }, Input = Dialled.Text("${secret:env:TOKEN}"),
        });
        Assert.Equal("exit code 1, expected 0; it said: ***", step.Detail);
        Assert.Equal(("***", "***"), (step.Program!.Output, step.Program.Errors));
        Assert.True(step.Program.OutputBytes > 4);
    }

    [Fact]
    public async Task When_its_time_is_up_all_that_it_started_ends_with_it()
    {
        // A child of a child that is nobody's any more, in the same session.
        Write("check", "echo begun; (sh -c 'echo $$ > \"$0.new\"; mv \"$0.new\" \"$0.pid\"; exec sleep 600' \"$0\" &); sleep 600");
        var time = new FakeTimeProvider();
        Task<JourneyResult> running = RunAsync([new ProgramStep { Name = "check", At = default, Program = "check", Timeout = TimeSpan.FromSeconds(1) }], time);
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!File.Exists(At("check.pid"))) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, late.Token);
        time.Advance(TimeSpan.FromSeconds(1));
        StepResult step = Assert.Single((await running).Steps);
        Assert.Equal(Outcome.WaitTimedOut, step.Outcome);
        Assert.Equal("timed out after 1s: the program and all that it had started was ended; it said: begun", step.Detail);
        await EndedAsync();
    }

    [Fact]
    public async Task What_it_leaves_behind_ends_with_it_and_is_not_waited_for()
    {
        Write("check", "sh -c 'echo $$ > \"$0.pid\"; echo here; exec sleep 600' \"$0\" & while [ ! -s \"$0.pid\" ]; do sleep 0.01; done; echo done");
        StepResult step = await RunAsync(new ProgramStep { Name = "check", At = default, Program = "check" });
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        await EndedAsync();
    }

    [Fact]
    public async Task Who_left_its_session_is_not_waited_for_either()
    {
        Write("check", "setsid sh -c 'echo $$ > \"$0.pid\"; exec sleep 600' \"$0\" & while [ ! -s \"$0.pid\" ]; do sleep 0.01; done; echo done");
        StepResult step = await RunAsync(new ProgramStep { Name = "check", At = default, Program = "check" });
        using (Process left = Process.GetProcessById(Left())) left.Kill();
        Assert.Equal((Outcome.Ok, "done"), (step.Outcome, step.Program!.Output));
    }

    [Fact]
    public async Task More_than_is_kept_is_read_and_counted()
    {
        Write("check", "head -c 3000000 /dev/zero | tr '\\0' x; echo; echo the end; head -c 200000 /dev/zero >&2");
        StepResult step = await RunAsync(new ProgramStep { Name = "check", At = default, Program = "check" });
        Assert.Equal((Outcome.Ok, 3_000_009L, 200_000L), (step.Outcome, step.Program!.OutputBytes, step.Program.ErrorBytes));
        Assert.EndsWith("xxx\nthe end", step.Program.Output, StringComparison.Ordinal);
        Assert.InRange(step.Program.Output.Length, 1_000, 2_100);
        Assert.Equal((Outcome.TooLarge, "it wrote 3000009 bytes, and at most 65536 are looked at"), await FailureAsync(new ProgramStep { Name = "check", At = default, Program = "check", Output = [new Match { Contains = Dialled.Text("the end") }] }));
    }

    [Fact]
    public async Task One_that_does_not_read_what_it_is_given_is_no_fault()
    {
        Write("check", "exec 0<&-; echo done");
        StepResult step = await RunAsync(new ProgramStep { Name = "check", At = default, Program = "check", Input = Dialled.Text(new string('x', 1_000_000)) });
        Assert.Equal((Outcome.Ok, "done"), (step.Outcome, step.Program!.Output));
    }

    [Fact]
    public async Task Later_than_it_should_is_too_slow()
    {
        Write("check", "sleep 0.2");
        Assert.Equal(Outcome.TooSlow, (await FailureAsync(new ProgramStep { Name = "check", At = default, Program = "check", Within = TimeSpan.FromMilliseconds(100) })).Outcome);
    }

    [Fact]
    public async Task No_program_is_run_where_none_is_allowed()
    {
        StepResult step = await Dialled.StepAsync(Anything, new ProgramStep { Name = "check", At = default, Program = "/bin/true" });
        Assert.Equal((Outcome.PermissionMissing, Verdict.Invalid), (step.Outcome, step.Outcome.Verdict()));
        Assert.StartsWith("programs are not allowed here: start LoadProbe with --programs FOLDER", step.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_cannot_be_run_or_is_elsewhere_is_our_fault()
    {
        Write("plain", "exit 0");
        File.SetUnixFileMode(At("plain"), UnixFileMode.UserRead);
        Write("shared", "exit 0");
        File.SetUnixFileMode(At("shared"), File.GetUnixFileMode(At("shared")) | UnixFileMode.OtherWrite);
        File.CreateSymbolicLink(At("out"), "/bin/true");
        File.CreateSymbolicLink(At("in"), At("good"));
        Write("good", "exit 0");
        await File.WriteAllTextAsync(At("no-interpreter"), "#!/no/such/interpreter\n", Dialled.Token);
        File.SetUnixFileMode(At("no-interpreter"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Directory.CreateDirectory(At("deeper"));
        File.Copy(At("good"), At("deeper/good"));

        foreach ((string program, Outcome outcome, string detail) in new[]
        {
            ("absent", Outcome.ProgramMissing, $"there is no absent in {_folder}"),
            (At("absent"), Outcome.ProgramMissing, $"there is no {At("absent")} in {_folder}"),
            ("plain", Outcome.ProgramMissing, $"{At("plain")} is no program that can be run: chmod +x {At("plain")}"),
            ("deeper", Outcome.ProgramMissing, $"{At("deeper")} is no program that can be run: chmod +x {At("deeper")}"),
            ("no-interpreter", Outcome.ProgramMissing, $"{At("no-interpreter")} cannot be started: failed to execute {At("no-interpreter")}: No such file or directory"),
            ("shared", Outcome.PermissionMissing, $"{At("shared")} may be written by others than its owner, and is not run: chmod go-w {At("shared")}"),
            ("/bin/true", Outcome.PermissionMissing, $"/bin/true is not allowed here: it is not in {_folder}"),
            (At("deeper/good"), Outcome.PermissionMissing, $"{At("deeper/good")} is not allowed here: it is not in {_folder}"),
            ("out", Outcome.PermissionMissing, $"{At("out")} is not allowed here: it leads to {Path.GetFullPath(ProgramCalls.RealPath("/bin/true")!)}, which is not in {_folder}"),
        })
        {
            StepResult step = await RunAsync(new ProgramStep { Name = "check", At = default, Program = program });
            Assert.Equal((outcome, detail, Verdict.Invalid), (step.Outcome, step.Detail, step.Outcome.Verdict()));
        }

        foreach (string program in new[] { "good", "in", At("good") }) Assert.Equal(Outcome.Ok, (await RunAsync(new ProgramStep { Name = "check", At = default, Program = program })).Outcome);
    }

    [Fact]
    public void A_folder_that_others_may_write_is_refused()
    {
        Assert.Null(ProgramFolders.Read([At("absent")], out string? fault));
        Assert.Equal($"{At("absent")} is no folder", fault);
        File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.OtherWrite);
        Assert.Null(ProgramFolders.Read([_folder], out fault));
        Assert.Equal($"{_folder} may be written by others than its owner, who would choose what is run here: chmod go-w {_folder}", fault);
        string inner = Directory.CreateDirectory(At("inner")).FullName;
        Assert.Null(ProgramFolders.Read([inner], out fault));
        Assert.StartsWith($"{inner} lies in {_folder}, where anybody may put another in its place", fault, StringComparison.Ordinal);
        File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.StickyBit);
        Assert.NotNull(ProgramFolders.Read([inner], out _));
    }

    private string At(string name) => Path.Combine(_folder, name);

    private void Write(string name, string script)
    {
        File.WriteAllText(At(name), $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(At(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private int Left() => int.Parse(File.ReadAllText(At("check.pid")), System.Globalization.CultureInfo.InvariantCulture);

    // Of what nobody waits for, a name may be left for a while.
    private async Task EndedAsync()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        string told = $"/proc/{Left()}/stat";
        while (File.Exists(told) && !(await File.ReadAllTextAsync(told, late.Token)).Contains(") Z ", StringComparison.Ordinal)) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, late.Token);
    }

    private async Task<(Outcome Outcome, string? Detail)> FailureAsync(ProgramStep step)
    {
        StepResult result = await RunAsync(step);
        return (result.Outcome, result.Detail);
    }

    private Task<StepResult> RunAsync(string name, string script)
    {
        Write(name, script);
        return RunAsync(new ProgramStep { Name = name, At = default, Program = name });
    }

    private async Task<StepResult> RunAsync(ProgramStep step) => Assert.Single((await RunAsync([step])).Steps);

    private async Task<JourneyResult> RunAsync(ProgramStep[] steps, TimeProvider? time = null)
    {
        ProgramFolders? folders = ProgramFolders.Read([_folder], out string? fault);
        Assert.True(folders is not null, fault);
        time ??= TimeProvider.System;
        using var connections = new HttpConnections(Anything, time);
        var journey = new Journey { Name = "journey", Target = Anything, Steps = steps, Timeout = TimeSpan.FromSeconds(20) };
        using var dialled = new ApiJourney(journey, connections, time, Dialled.Token, programs: folders);
        return await dialled.RunAsync(new Variables(new KnownSecret()));
    }
}
