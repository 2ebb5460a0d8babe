using Microsoft.Playwright;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>A person's order to stop the run under way, by one of the ways there are: over the API, by the button on its page in a real browser, or by the safety lever.</summary>
internal sealed class StopOrder : IAsyncDisposable
{
    private readonly Fleet _fleet;
    private readonly string _way;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private IPage? _page;

    private StopOrder(Fleet fleet, string way) => (_fleet, _way) = (fleet, way);

    public static async Task<StopOrder> PrepareAsync(Fleet fleet, string way)
    {
        var order = new StopOrder(fleet, way);
        if (way != "button") return order;
        string chromium = Machine.Need("chromium");
        order._playwright = await Playwright.CreateAsync();
        order._browser = await order._playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        order._page = await order._browser.NewPageAsync();
        return order;
    }

    /// <summary>When it was given.</summary>
    public async Task<DateTimeOffset> GiveAsync()
    {
        Uri pages = _fleet.Pages(0);
        if (_page is not null) return await ClickAsync(pages);
        DateTimeOffset asked = TimeProvider.System.GetUtcNow();
        if (_way == "lever") await _fleet.DoAsync(HttpMethod.Put, pages, "/api/lever", new { reason = "that is enough" });
        else await _fleet.DoAsync(HttpMethod.Post, pages, "/api/runs/current/stop");
        return asked;
    }

    /// <summary>So that the next run may begin.</summary>
    public Task TakeBackAsync() => _way == "lever" ? _fleet.DoAsync(HttpMethod.Delete, _fleet.Pages(0), "/api/lever") : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    // What the test tool does before it clicks, to find the button and see it at rest, is no part of it: the page says when the click came.
    private async Task<DateTimeOffset> ClickAsync(Uri pages)
    {
        string id = (await _fleet.JsonAsync(pages, "/api/runs"))!.Value[0].GetProperty("id").GetString()!;
        await _page!.GotoAsync($"{pages}runs/{id}");
        await _page.EvaluateAsync("document.addEventListener('click', () => window.clicked = performance.timeOrigin + performance.now(), { capture: true })");
        await _page.Locator("#stop").ClickAsync();
        return DateTimeOffset.UnixEpoch + TimeSpan.FromMilliseconds(await _page.EvaluateAsync<double>("window.clicked"));
    }
}
