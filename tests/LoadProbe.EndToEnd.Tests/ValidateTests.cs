namespace LoadProbe.EndToEnd.Tests;

/// <summary>What a reader of files may not do: talk to anyone.</summary>
public sealed class ValidateTests
{
    [Fact]
    public async Task Validating_a_folder_of_broken_files_reports_each_and_opens_no_socket()
    {
        string strace = Machine.Need("strace"), calls = Path.GetTempFileName();
        Ended allowed = await Running.RunAsync(strace, "-o /dev/null true", TimeSpan.FromSeconds(10));
        Assert.SkipWhen(allowed.ExitCode != 0, "this machine lets no process be traced");
        Ended validated = await Running.RunAsync(
            strace, $"-f -e trace=socket,connect,execve -o {calls} ./loadprobe validate tests/LoadProbe.Definitions.Tests/broken", TimeSpan.FromSeconds(60), Machine.Root);
        Assert.Equal(2, validated.ExitCode);
        Assert.Matches("^[0-9]+ files, [0-9]{3} mistakes in [0-9]{3} of them", (validated.Output + validated.Error).TrimEnd().Split('\n')[^1]);
        string[] seen = await File.ReadAllLinesAsync(calls);
        // A shell may ask the machine's name cache who runs it: what counts begins where the program does.
        string[] program = [.. seen.SkipWhile(line => !line.Contains("execve(\"") || !line.Contains("release/loadprobe\", ["))];
        Assert.Contains("\"validate\"", program[0]);
        Assert.DoesNotContain(program, line => line.Contains("socket(") || line.Contains("connect("));
        File.Delete(calls);
    }
}
