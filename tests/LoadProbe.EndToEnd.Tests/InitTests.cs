using System.Text.RegularExpressions;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>The samples that a team starts from.</summary>
public sealed class InitTests(Brokerage broker) : IClassFixture<Brokerage>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-init-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_it_writes_is_valid_and_each_command_of_its_page_works_there()
    {
        Machine.Need("chromium");
        Machine.NeedCapture();
        string shop = Path.Combine(_folder, "new", "shop");
        Ended made = await Running.LoadProbeAsync($"init {shop}");
        Assert.True(made.ExitCode == 0, made.ToString());
        string[] files = [.. Directory.GetFiles(shop, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Assert.Equal(files, made.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains($"{files.Length} files", made.Error, StringComparison.Ordinal);

        string page = await File.ReadAllTextAsync(Path.Combine(shop, "README.md"), TestContext.Current.CancellationToken);
        Assert.All(Regex.Matches(page, @"^\| `([^`]+)`", RegexOptions.Multiline), listed => Assert.Contains(Path.Combine(shop, listed.Groups[1].Value), files));
        string[] commands = [.. Regex.Matches(page, @"^    loadprobe (.+)$", RegexOptions.Multiline).Select(command => command.Groups[1].Value)];
        Assert.Equal(["broker", "validate .", "once probes/order-api.yaml", "once probes/quotes-api.yaml --capture", "plan scenarios/order-peak.yaml", "run scenarios/order-peak.yaml --report run.html", "dev"], commands);
        foreach (string command in commands[1..5]) await WorksAsync(command, shop);
        // The page in a browser, and the pages of dev, are not in these.
        await WorksAsync("once probes/quotes-page.yaml", shop);
        await WorksAsync($"once probes/network.yaml --var secure={broker.Https.Authority}", shop);
        await using Running dev = Running.Start(Machine.Program, $"dev --listen 127.0.0.1:0 --store {_folder}/store.db", shop);
        await dev.AddressAsync();
    }

    [Fact]
    public async Task What_is_there_is_never_written_over_and_then_nothing_is_written()
    {
        Directory.CreateDirectory($"{_folder}/probes");
        await File.WriteAllTextAsync($"{_folder}/probes/quotes-api.yaml", "mine", TestContext.Current.CancellationToken);
        Ended again = await Running.LoadProbeAsync($"init {_folder}");
        Assert.Equal((2, ""), (again.ExitCode, again.Output));
        Assert.StartsWith($"{_folder}/probes/quotes-api.yaml is there already", again.Error, StringComparison.Ordinal);
        Assert.Equal([$"{_folder}/probes/quotes-api.yaml"], Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
        Assert.Equal("mine", await File.ReadAllTextAsync($"{_folder}/probes/quotes-api.yaml", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_is_no_folder()
    {
        await File.WriteAllTextAsync($"{_folder}/mine", "", TestContext.Current.CancellationToken);
        Ended ended = await Running.LoadProbeAsync($"init {_folder}/mine");
        Assert.Equal((2, $"{_folder}/mine is a file: say a folder\n"), (ended.ExitCode, ended.Error));
    }

    private async Task WorksAsync(string command, string folder)
    {
        bool dials = command.StartsWith("once ", StringComparison.Ordinal);
        Ended ended = await Running.RunAsync(Machine.Program, $"{command}{(dials ? $" --target {broker.Http}" : "")}", TimeSpan.FromMinutes(1), folder);
        Assert.True(ended.ExitCode == 0, $"{command}: {ended}");
    }
}
