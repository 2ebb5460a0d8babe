using Microsoft.Playwright;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>loadprobe analyze, on a capture that lies with the tests.</summary>
public sealed class AnalyzeTests : IDisposable
{
    private static readonly string Capture = Path.Combine(Machine.Root, "tests/LoadProbe.Capture.Tests/captures/zeek_100-continue.pcap");
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_flow_of_the_list_is_shown_packet_by_packet_under_the_number_it_has_in_the_JSON()
    {
        Ended figures = await Running.LoadProbeAsync($"analyze {Capture} --json");
        Assert.Equal([1], figures.Json.GetProperty("flows").EnumerateArray().Select(flow => flow.GetProperty("number").GetInt32()));

        Ended ladder = await Running.LoadProbeAsync($"analyze {Capture} --flow 1");
        Assert.True(ladder.ExitCode == 0, ladder.ToString());
        Assert.StartsWith("flow 1: ", ladder.Output);
        Assert.Contains("request 1: POST ", ladder.Output);
        Assert.Contains("HTTP 100, no answer yet", ladder.Output);
        long packets = figures.Json.GetProperty("packets").GetInt64();
        Assert.Equal(packets, ladder.Output.Split('\n').Count(line => line.Contains('→') || line.Contains('←')) - 1);
    }

    [Fact]
    public async Task Connections_over_QUIC_are_in_the_list_and_on_the_page()
    {
        string capture = Path.Combine(Path.GetDirectoryName(Capture)!, "zeek_quic-go_retry.pcap"), file = Path.Combine(_folder, "quic.html");

        Ended list = await Running.LoadProbeAsync($"analyze {capture} --html {file}");
        string line = Assert.Single(list.Output.Split('\n'), line => line.Contains("server4:443", StringComparison.Ordinal));
        Assert.Equal(["server4:443", "hq-interop", "36.6ms", "yes"], line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2..].Select(word => word.Trim()));

        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Machine.Need("chromium"), Args = ["--no-sandbox"] });
        IPage page = await browser.NewPageAsync();
        await page.GotoAsync($"file://{file}");
        await Assertions.Expect(page.Locator("#quic tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#quic tbody tr")).ToContainTextAsync("server4:443");
        await Assertions.Expect(page.Locator("#quic tbody tr")).ToContainTextAsync("hq-interop");
        await Assertions.Expect(page.Locator("#quic tbody tr")).ToContainTextAsync("yes");
    }

    [Fact]
    public async Task The_page_is_written_beside_what_is_printed()
    {
        string page = Path.Combine(_folder, "packets.html");

        Ended written = await Running.LoadProbeAsync($"analyze {Capture} --html {page} --json");
        Assert.True(written.ExitCode == 0, written.ToString());
        Assert.Equal(1, written.Json.GetProperty("flows").GetArrayLength());
        Assert.StartsWith("<!doctype html>", await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_page_draws_itself_asks_nobody_for_anything_and_fits_a_telephone()
    {
        string chromium = Machine.Need("chromium"), file = Path.Combine(_folder, "packets.html");
        Ended written = await Running.LoadProbeAsync($"analyze {Capture} --html {file} --flow 1");
        Assert.True(written.ExitCode == 0, written.ToString());

        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        foreach (int width in (int[])[1280, 390])
        {
            IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 844 } });
            List<string> wrong = [], asked = [];
            page.Console += (_, said) => { if (said.Type is "error" or "warning") wrong.Add(said.Text); };
            page.PageError += (_, error) => wrong.Add(error);
            page.Request += (_, request) => asked.Add(request.Url);
            await page.GotoAsync($"file://{file}");

            // Both directions and the round trips.
            await Assertions.Expect(page.Locator("#looked svg.packets")).ToHaveCountAsync(3);
            await Assertions.Expect(page.Locator("#looked path.seg").First).ToHaveAttributeAsync("d", new System.Text.RegularExpressions.Regex("^M[0-9.]+ [0-9.]+V"));
            await Assertions.Expect(page.Locator("#answers tbody tr")).ToHaveCountAsync(1);
            await page.Locator("#looked svg.packets").First.HoverAsync();
            await Assertions.Expect(page.Locator("#looked .readout").First).ToContainTextAsync("at ");
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"the page is wider than {width}");
            Assert.Empty(wrong);
            Assert.Equal([$"file://{file}"], asked.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("--flow 0", "--flow 0 is not the number of a flow, 1 or more")]
    [InlineData("--flow 9", "there is no such flow; ")]
    [InlineData("--flow 1 --json", "leave one of them out")]
    [InlineData("--html /no/such/folder/x.html", "--html /no/such/folder/x.html: there is no folder for this file")]
    public async Task What_makes_no_sense_is_refused_with_what_would(string arguments, string complaint)
    {
        Ended refused = await Running.LoadProbeAsync($"analyze {Capture} {arguments}");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(complaint, refused.Error);
    }
}
