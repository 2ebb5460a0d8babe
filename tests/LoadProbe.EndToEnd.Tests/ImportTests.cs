namespace LoadProbe.EndToEnd.Tests;

/// <summary>Starting points from files of others.</summary>
public sealed class ImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-import-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Probes_from_a_blackbox_yml_are_valid_and_never_written_over()
    {
        string file = Path.Combine(Machine.Root, "tests", "LoadProbe.Definitions.Tests", "Blackbox", "options-0.23.yml");
        string import = $"import blackbox {file} --target http://127.0.0.1:1 --module ping --every 30s --to {_folder}/probes";
        Ended first = await Running.LoadProbeAsync(import), valid = await Running.LoadProbeAsync($"validate {_folder}/probes"), again = await Running.LoadProbeAsync(import);

        Assert.True(first.ExitCode == 0, first.ToString());
        Assert.Contains("1 probes of 1 modules", first.Error, StringComparison.Ordinal);
        Assert.True(valid.ExitCode == 0, valid.ToString());
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("is there already", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_module_that_is_not_there_is_said()
    {
        Ended ended = await Running.LoadProbeAsync($"import blackbox {Path.Combine(Machine.Root, "tests", "LoadProbe.Definitions.Tests", "Blackbox", "options-0.23.yml")} --module nobody");
        Assert.Equal(2, ended.ExitCode);
        Assert.StartsWith("--module nobody: there is no such module: there are ", ended.Error, StringComparison.Ordinal);
    }
}
