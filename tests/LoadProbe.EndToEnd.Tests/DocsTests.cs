using System.Text.RegularExpressions;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>What the README says can be done, can be done.</summary>
public sealed class DocsTests(Brokerage broker) : IClassFixture<Brokerage>
{
    // Those that run until they are ended, or are tested whole elsewhere.
    private static readonly string[] Elsewhere = ["demo", "dev", "agent", "controller", "broker", "keys", "capture", "doctor"];

    public static TheoryData<string> Commands => [.. Regex.Matches(File.ReadAllText(Path.Combine(Machine.Root, "README.md")), @"^\| `\./loadprobe ([^`]+)`", RegexOptions.Multiline).Select(m => m.Groups[1].Value).Where(c => !Elsewhere.Contains(c.Split(' ')[0]))];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_of_the_README_runs(string command)
    {
        string folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
        string capture = Path.Combine(Machine.Root, "tests", "LoadProbe.Capture.Tests", "captures");
        command = command.Replace("FILE.pcap", Directory.GetFiles(capture, "*.pcap").Order().First()).Replace("run.html", $"{folder}/run.html").Replace("init ", $"init {folder}/");
        if (command.StartsWith("once ", StringComparison.Ordinal) || command.StartsWith("plan ", StringComparison.Ordinal) || command.StartsWith("run ", StringComparison.Ordinal)) command += $" --target {broker.Http}";
        if (command.StartsWith("run ", StringComparison.Ordinal)) command += $" --store {folder}/store.db";
        if (command.StartsWith("report ", StringComparison.Ordinal) || command.StartsWith("compare ", StringComparison.Ordinal))
        {
            await File.WriteAllTextAsync($"{folder}/quick.yaml", $"target: {broker.Http}\nmix: quotes.yaml\nload:\n  - inject: {{ rate: 10/s, during: 1s }}\n");
            await File.WriteAllTextAsync($"{folder}/quotes.yaml", $"target: {broker.Http}\nsteps:\n  - get: /api/quotes\n");
            Assert.Equal(0, (await Running.LoadProbeAsync($"run {folder}/quick.yaml --store {folder}/store.db --json {folder}/before.json")).ExitCode);
            command = $"{command.Replace("before.json", $"{folder}/before.json")} --store {folder}/store.db{(command.StartsWith("report ", StringComparison.Ordinal) ? $" --output {folder}/last.html" : "")}";
        }

        Ended ended = await Running.LoadProbeAsync(command);
        Directory.Delete(folder, recursive: true);
        Assert.True(ended.ExitCode == 0, ended.ToString());
    }

    [Fact]
    public async Task The_README_is_at_most_200_lines_and_its_example_is_a_journey()
    {
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(Machine.Root, "README.md"));
        Assert.InRange(lines.Length, 1, 200);
        string yaml = string.Join('\n', lines.SkipWhile(l => l != "```yaml").Skip(1).TakeWhile(l => l != "```"));
        string folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
        await File.WriteAllTextAsync($"{folder}/quotes.yaml", yaml);
        File.Copy(Path.Combine(Machine.Root, "targets.yaml"), $"{folder}/targets.yaml");
        Ended once = await Running.LoadProbeAsync($"once {folder}/quotes.yaml --target {broker.Http}");
        Directory.Delete(folder, recursive: true);
        Assert.True(once.ExitCode == 0, once.ToString());
    }

    [Fact]
    public async Task The_start_script_is_quick_when_there_is_nothing_to_do()
    {
        await Running.RunAsync(Path.Combine(Machine.Root, "loadprobe"), "--version", TimeSpan.FromMinutes(3), Machine.Root);
        Ended second = await Running.RunAsync(Path.Combine(Machine.Root, "loadprobe"), "--version", TimeSpan.FromSeconds(30), Machine.Root);
        Assert.Equal(0, second.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", second.Output);
        Assert.Empty(second.Error);
    }
}
