using System.Text.Json;
using Microsoft.Playwright;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>What Chromium recorded on the demo brokerage, imported, checked and run.</summary>
public sealed class ImportHarTests(Brokerage broker) : IClassFixture<Brokerage>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-import-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_session_recorded_in_Chromium_runs_again_with_a_token_and_an_order_of_its_own()
    {
        string har = await RecordAsync(Machine.Need("chromium"));
        string recorded = await File.ReadAllTextAsync(har);
        Assert.Contains("pass01", recorded, StringComparison.Ordinal);

        Ended import = await Running.LoadProbeAsync($"import har {har} --to {_folder}/probes --every 30s"), valid = await Running.LoadProbeAsync($"validate {_folder}/probes");
        Assert.True(import.ExitCode == 0, import.ToString());
        Assert.True(valid.ExitCode == 0, valid.ToString());
        string yaml = await File.ReadAllTextAsync($"{_folder}/probes/session.yaml");
        Assert.DoesNotContain("pass01", yaml + import.Error, StringComparison.Ordinal);
        Assert.Contains("save: { token: $.token }", yaml, StringComparison.Ordinal);
        Assert.Contains("authorization: \"Bearer ${token}\"", yaml, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("get: /api/orders/${id}\n", yaml, StringComparison.Ordinal);
        Assert.DoesNotContain(".css", yaml, StringComparison.Ordinal);
        Assert.Contains("the value of password is a secret and not copied", import.Error, StringComparison.Ordinal);

        Ended without = await Running.LoadProbeAsync($"once {_folder}/probes/session.yaml");
        Ended once = await Running.LoadProbeAsync($"once {_folder}/probes/session.yaml --var password=pass01 --json"), wrong = await Running.LoadProbeAsync($"once {_folder}/probes/session.yaml --json", ("PASSWORD", "not-it"));
        Assert.NotEqual(0, without.ExitCode);
        Assert.True(once.ExitCode == 0, $"{once}\n{yaml}");
        Assert.Equal(1, wrong.ExitCode);
        Dictionary<string, int> statuses = once.Json.GetProperty("steps").EnumerateArray().ToDictionary(s => s.GetProperty("name").GetString()!, s => s.GetProperty("status").GetInt32());
        Assert.Equal((200, 201, 200), (statuses["post api login"], statuses["post api orders"], statuses["get api orders id"]));

        Ended again = await Running.LoadProbeAsync($"import har {har} --to {_folder}/probes"), printed = await Running.LoadProbeAsync($"import har {har} --name shown");
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("is there already", again.Error, StringComparison.Ordinal);
        Assert.StartsWith("# file: shown.yaml\n", printed.Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync($"{_folder}/shown.yaml", printed.Output);
        Assert.Equal(0, (await Running.LoadProbeAsync($"validate {_folder}/shown.yaml")).ExitCode);
    }

    [Fact]
    public async Task The_page_about_it_shows_what_it_says()
    {
        string[] shown = [.. (await File.ReadAllLinesAsync(Path.Combine(Machine.Root, "docs", "har.md"))).SkipWhile(l => l != "```console").Skip(1).TakeWhile(l => l != "```")];
        Ended import = await Running.LoadProbeAsync(shown[0]["$ ./loadprobe ".Length..]);
        Assert.Equal(0, import.ExitCode);
        Assert.Equal(string.Join('\n', shown.Skip(1)), (import.Error + import.Output).TrimEnd());
    }

    [Fact]
    public async Task Targets_that_are_there_are_used_and_never_written_over()
    {
        string har = $"{_folder}/shop.har";
        await File.WriteAllTextAsync(har, """{"log":{"version":"1.1","entries":[{"request":{"method":"GET","url":"https://shop.example.com/cart"},"response":{"status":200}}]}}""");
        const string own = "other:\n  address: https://other.example.com\n";
        await File.WriteAllTextAsync($"{_folder}/targets.yaml", own);
        Ended import = await Running.LoadProbeAsync($"import har {har} --to {_folder}/probes");
        Assert.Equal(0, import.ExitCode);
        Assert.Contains("targets.yaml is there already, and has no target shop-example-com: add these lines\nshop-example-com:\n  address: https://shop.example.com\n", import.Error, StringComparison.Ordinal);
        Assert.Equal(own, await File.ReadAllTextAsync($"{_folder}/targets.yaml"));
        Assert.False(File.Exists($"{_folder}/probes/targets.yaml"));

        await File.AppendAllTextAsync($"{_folder}/targets.yaml", "ours:\n  address: https://shop.example.com\n");
        Assert.Equal(0, (await Running.LoadProbeAsync($"import har {har} --to {_folder}/probes --name cart")).ExitCode);
        Assert.Contains("target: ours\n", await File.ReadAllTextAsync($"{_folder}/probes/cart.yaml"), StringComparison.Ordinal);
        Assert.Equal(0, (await Running.LoadProbeAsync($"validate {_folder}/probes/cart.yaml")).ExitCode);
    }

    [Theory]
    [InlineData("--name a/b", "--name is one line of at most 100 letters")]
    [InlineData("--name targets", "--name targets is the file of targets")]
    [InlineData("--every 100ms", "--every is not between 1s and 31d")]
    [InlineData("--host nobody.example.com", "README.md:1:1: not JSON")]
    public async Task What_cannot_be_is_said(string options, string message)
    {
        Ended ended = await Running.LoadProbeAsync($"import har README.md {options}");
        Assert.Equal(2, ended.ExitCode);
        Assert.StartsWith(message, ended.Error, StringComparison.Ordinal);
        Assert.Empty(ended.Output);
    }

    private async Task<string> RecordAsync(string chromium)
    {
        string har = $"{_folder}/session.har";
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        IBrowserContext context = await browser.NewContextAsync(new() { RecordHarPath = har });
        IPage page = await context.NewPageAsync();
        await page.GotoAsync($"{broker.Http}");
        await page.GetByLabel("User").FillAsync("user01");
        await page.GetByLabel("Password").FillAsync("pass01");
        await page.GetByRole(AriaRole.Button, new() { Name = "Log in" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Cash")).ToBeVisibleAsync();
        JsonElement? order = await page.EvaluateAsync("""
            async () => {
                const post = (path, body, headers) => fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) }).then(r => r.json());
                const { token } = await post('/api/login', { user: 'user01', password: 'pass01' });
                const order = await post('/api/orders', { symbol: '600519', side: 'buy', quantity: 100 }, { Authorization: `Bearer ${token}` });
                return await fetch(`/api/orders/${order.id}`, { headers: { Authorization: `Bearer ${token}` } }).then(r => r.json());
            }
            """);
        Assert.Equal("600519", order!.Value.GetProperty("symbol").GetString());
        await context.CloseAsync();
        return har;
    }
}
