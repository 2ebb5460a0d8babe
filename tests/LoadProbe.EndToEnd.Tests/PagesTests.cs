using System.Text.Json;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>The pages and the report, as the real Chromium shows them.</summary>
public sealed class PagesTests(Brokerage broker) : IClassFixture<Brokerage>
{
    private readonly List<string> _wrong = [];

    [Fact]
    public async Task Every_page_is_sound_readable_and_reachable_by_keyboard()
    {
        string chromium = Machine.Need("chromium");
        string folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
        await WriteAsync($"{folder}/set");
        Ended run = await Running.LoadProbeAsync($"run {folder}/set/short.yaml --store {folder}/store.db --report {folder}/report.html --json -");
        // A busy machine makes the run invalid (4): its page is to be as sound.
        Assert.True(run.ExitCode is 0 or 4, run.ToString());
        await using Running dev = Running.Start(Machine.Program, $"dev --listen 127.0.0.1:0 --probes {folder}/set/probes --store {folder}/store.db");
        Uri pages = await dev.AddressAsync();
        Assert.Contains("short", (await Running.LoadProbeAsync($"ctl apply {folder}/set --url {pages}")).Output);
        Assert.Equal(0, (await Running.LoadProbeAsync($"ctl propose asked --url {pages}")).ExitCode);
        await UntilAsync(pages, "quote", "pass");
        await UntilAsync(pages, "page", "fail");
        Ended exported = await Running.LoadProbeAsync($"ctl export page --from 1h --output {folder}/page.csv --url {pages}");
        Assert.True(exported.ExitCode == 0, exported.ToString());
        Assert.Contains(",fail,", (await File.ReadAllLinesAsync($"{folder}/page.csv"))[1]);
        Assert.Equal(2, (await Running.LoadProbeAsync($"ctl export page --from yesterday --url {pages}")).ExitCode);

        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        foreach ((int width, int height, ColorScheme scheme) in ((int, int, ColorScheme)[])[(1280, 800, ColorScheme.Light), (390, 844, ColorScheme.Dark)])
        {
            IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            page.Console += (_, said) => { if (said.Type == "error") _wrong.Add($"{page.Url}: console: {said.Text}"); };
            page.PageError += (_, error) => _wrong.Add($"{page.Url}: {error}");
            page.Response += (_, answer) => { if (answer.Status >= 400) _wrong.Add($"{page.Url}: {answer.Url} answered {answer.Status}"); };
            page.RequestFailed += (_, request) => { if (request.Failure != "net::ERR_ABORTED") _wrong.Add($"{page.Url}: {request.Url}: {request.Failure}"); };

            await LookAsync(page, $"{pages}", "What works now", "table");
            await LookAsync(page, $"{pages}probes/quote", "quote", "#detail table");
            Assert.Contains("100 % of", await page.Locator("#past").InnerTextAsync());
            await page.GetByRole(AriaRole.Button, new() { Name = "Last 7 days" }).PressAsync("Enter");
            await page.Locator("#past .sub", new() { HasText = "a step is 60 min" }).WaitForAsync();
            await LookAsync(page, $"{pages}probes/page", "page", "img.shot");
            Assert.True(await page.EvaluateAsync<bool>("document.querySelector('img.shot').decode().then(() => document.querySelector('img.shot').naturalWidth > 300)"), "the picture of the failed step does not show");
            await page.Locator("#incidents a").First.ClickAsync();
            await page.WaitForURLAsync("**/incidents/*", new() { WaitUntil = WaitUntilState.Commit });
            await LookAsync(page, page.Url, "page is down", "#evidence img.shot");
            Assert.Contains("element_missing", await page.Locator("#what").InnerTextAsync());
            Assert.True(await page.EvaluateAsync<bool>("document.querySelector('img.shot').decode().then(() => document.querySelector('img.shot').naturalWidth > 300)"), "the picture of the incident does not show");
            await LookAsync(page, $"{pages}benchmarks/quotes", "quotes", "#agents table");
            Assert.Contains("rival", await page.Locator("#members").InnerTextAsync());
            await LookAsync(page, $"{pages}runs", "Runs", "#schedules table");
            Assert.Contains("sat, sun at 22:00 Asia/Shanghai", await page.Locator("#schedules").InnerTextAsync());
            await LookAsync(page, $"{pages}approvals", "Approvals", "section.proposal");
            Assert.Contains("20 arrivals in 2 s, at most 10/s; reads only", await page.Locator("section.proposal").First.InnerTextAsync());
            await LookAsync(page, $"{pages}audit", "Audit", "#audit table");
            Assert.Contains("proposed", await page.Locator("#audit").InnerTextAsync());
            await LookAsync(page, $"{pages}runs/{run.Json.GetProperty("id").GetString()}", "short", "#charts svg[aria-label]");
            await LookAsync(page, $"file://{folder}/report.html", "short", "#charts svg[aria-label]");
            await page.CloseAsync();
        }

        Assert.Contains("page", (await Running.LoadProbeAsync($"ctl incidents --url {pages}")).Output);
        dev.Signal("TERM");
        await dev.ExitAsync(TimeSpan.FromSeconds(10));
        Directory.Delete(folder, recursive: true);
        Assert.True(_wrong.Count == 0, string.Join('\n', _wrong));
    }

    private async Task LookAsync(IPage page, string address, string heading, string drawn)
    {
        await page.GotoAsync(address);
        await page.Locator(drawn).First.WaitForAsync();
        string where = $"{address} at {page.ViewportSize!.Width}";
        if (!(await page.Locator("h1").InnerTextAsync()).StartsWith(heading, StringComparison.Ordinal)) _wrong.Add($"{where}: the heading is not {heading}");
        int over = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");
        if (over > 0) _wrong.Add($"{where}: {over} pixels too wide");
        foreach (var violation in (await page.RunAxe()).Violations) _wrong.Add($"{where}: {violation.Id}: {string.Join(", ", violation.Nodes.Select(n => n.Html))}");
        await TabAsync(page, where);
    }

    // Pages draw themselves anew while one tabs, so what was reached is known by its words.
    private async Task TabAsync(IPage page, string where)
    {
        const string words = "e => e.textContent.trim()";
        string[] wanted = await WordsAsync();
        int others = await page.EvaluateAsync<int>("document.querySelectorAll('[tabindex]').length");
        var reached = new HashSet<string>();
        for (int i = 0; i < wanted.Length + others + 20 && !wanted.All(reached.Contains); i++)
        {
            await page.Keyboard.PressAsync("Tab");
            JsonElement at = await page.EvaluateAsync<JsonElement>($"(() => {{ const e = document.activeElement, s = getComputedStyle(e); return [({words})(e), e === document.body || (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2)]; }})()");
            reached.Add(at[0].GetString()!);
            if (!at[1].GetBoolean()) _wrong.Add($"{where}: the focus on \"{at[0]}\" does not show");
        }

        // A result that has left its list meanwhile is nowhere to be reached.
        foreach (string missed in wanted.Except(reached).Intersect(await WordsAsync())) _wrong.Add($"{where}: Tab does not reach \"{missed}\"");

        Task<string[]> WordsAsync() => page.EvaluateAsync<string[]>($"[...document.querySelectorAll('a[href], button')].filter(e => e.checkVisibility()).map({words})");
    }

    private async Task WriteAsync(string folder)
    {
        Directory.CreateDirectory($"{folder}/probes");
        await File.WriteAllTextAsync($"{folder}/probes/quote.yaml", $"target: {broker.Http}\nevery: 5s\ntimeout: 1s\nbenchmark: quotes\nsteps:\n  - get: /api/quotes/600519\n");
        await File.WriteAllTextAsync($"{folder}/probes/rival.yaml", $"target: {new UriBuilder(broker.Http) { Host = "localhost" }.Uri}\nevery: 5s\ntimeout: 1s\nbenchmark: quotes\nsteps:\n  - get: /api/quotes/600519\n");
        await File.WriteAllTextAsync($"{folder}/probes/page.yaml", $"target: {broker.Http}\nevery: 5s\ntimeout: 5s\nsteps:\n  - open: /\n  - name: press the button\n    click: {{ css: \"#no-such-button\" }}\n    timeout: 500ms\n");
        await File.WriteAllTextAsync($"{folder}/short.yaml", $"target: {broker.Http}\nmix: probes/quote.yaml\nload:\n  - inject: {{ rate: 20/s, during: 2s }}\nschedule: {{ days: sat-sun, at: \"22:00\", zone: Asia/Shanghai }}\n");
        await File.WriteAllTextAsync($"{folder}/asked.yaml", $"target: {{ address: {broker.Http}, class: staging, approvals: 1 }}\nmix: probes/quote.yaml\nload:\n  - inject: {{ rate: 10/s, during: 2s }}\n");
    }

    private static async Task UntilAsync(Uri pages, string probe, string verdict)
    {
        using var client = new HttpClient();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            using JsonDocument results = JsonDocument.Parse(await client.GetStringAsync(new Uri(pages, $"/api/probes/{probe}/results?count=5")));
            if (results.RootElement.EnumerateArray().Any(r => r.GetProperty("verdict").GetString() == verdict)) return;
            Assert.False(late.IsCancellationRequested, $"{probe} did not come to {verdict}: {results.RootElement}");
        }
    }
}
