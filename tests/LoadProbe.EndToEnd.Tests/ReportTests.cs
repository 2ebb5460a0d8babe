using Microsoft.Playwright;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>The report of a run, in the hands of whoever it was sent to.</summary>
public sealed class ReportTests(Brokerage broker) : IClassFixture<Brokerage>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_report_is_zoomed_and_read_by_pointer_and_by_keyboard_and_asks_nobody_for_anything()
    {
        string chromium = Machine.Need("chromium");
        await File.WriteAllTextAsync($"{_folder}/quotes.yaml", $"target: {broker.Http}\nsteps:\n  - name: all quotes\n    get: /api/quotes\n  - name: one quote\n    get: /api/quotes/600519\n");
        await File.WriteAllTextAsync($"{_folder}/short.yaml", $"target: {broker.Http}\nmix: quotes.yaml\nload:\n  - ramping_inject: {{ to: 40/s, during: 3s }}\n  - inject: {{ rate: 40/s, during: 5s }}\nthresholds:\n  - errors < 1%\n");
        Ended run = await Running.LoadProbeAsync($"run {_folder}/short.yaml --store {_folder}/store.db --report {_folder}/report.html");
        Assert.True(run.ExitCode is 0 or 4, run.ToString());
        Assert.InRange(new FileInfo($"{_folder}/report.html").Length, 20_000, 200_000);

        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        List<string> wrong = [], asked = [];
        page.Console += (_, said) => { if (said.Type is "error" or "warning") wrong.Add(said.Text); };
        page.PageError += (_, error) => wrong.Add(error);
        page.Request += (_, request) => asked.Add(request.Url);
        await page.GotoAsync($"file://{_folder}/report.html");
        ILocator charts = page.Locator(".chart svg[role=img]"), whole = page.GetByRole(AriaRole.Button, new() { Name = "Whole run" });
        // Ten of the run, two of each step; the one of the dial tests is not there, since none was watched.
        await Assertions.Expect(page.Locator(".chart:visible")).ToHaveCountAsync(14);
        await Assertions.Expect(charts.First).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("^Arrivals a second, 0 s to 8 s, at most 4"));

        // A drag over one chart zooms them all; a double click goes back.
        await page.Locator(".plot").First.ScrollIntoViewIfNeededAsync();
        LocatorBoundingBoxResult box = (await page.Locator(".plot").First.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.5f), box.Y + 60);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.9f), box.Y + 60, new() { Steps = 5 });
        await page.Mouse.UpAsync();
        await Assertions.Expect(whole).ToBeVisibleAsync();
        foreach (int chart in (int[])[0, 5, 12]) await Assertions.Expect(charts.Nth(chart)).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex(@", 3\.\d s to 7\.\d s, "));
        await Assertions.Expect(page.Locator(".chart").First.Locator(".when")).ToContainTextAsync(" s");
        await Assertions.Expect(page.Locator(".chart").First.Locator(".legend li").Nth(1)).ToContainTextAsync("/s");
        await page.Locator(".plot").First.DblClickAsync();
        await Assertions.Expect(whole).ToBeHiddenAsync();

        // The same by keyboard, and what was read is said. The pointer is out of the way, and reads nothing.
        await page.Mouse.MoveAsync(2, 2);
        await Assertions.Expect(page.Locator(".chart").First.Locator(".when")).ToHaveTextAsync("");
        await page.Locator(".plot").Nth(2).FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(page.Locator("#reading")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^Response time \(due → done\), 2 s: p50 .*(ms|µs), p90 .*, max "));
        await page.Keyboard.PressAsync("+");
        await Assertions.Expect(whole).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(whole).ToBeHiddenAsync();

        // The legend shows and hides lines.
        ILocator p50 = page.Locator(".chart").Nth(2).GetByRole(AriaRole.Button, new() { Name = "p50" }), lines = page.Locator(".chart").Nth(2).Locator("path");
        await Assertions.Expect(lines).ToHaveCountAsync(5);
        await p50.ClickAsync();
        await Assertions.Expect(p50).ToHaveAttributeAsync("aria-pressed", "false");
        await Assertions.Expect(lines).ToHaveCountAsync(4);

        // On paper everything is as wide as the page, two charts beside each other.
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.NotEmpty(await page.PdfAsync(new() { Format = "A4" }));
        Assert.Empty(wrong);
        Assert.Equal([$"file://{_folder}/report.html"], asked);
    }
}
