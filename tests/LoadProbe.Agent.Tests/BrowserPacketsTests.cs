using LoadProbe.Browser;
using LoadProbe.Probing;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LoadProbe.Agent.Tests;

/// <summary>The requests of a real browser's pages are joined to their packets, none to another's; and what cannot be known is not said.</summary>
public sealed class BrowserPacketsTests : IAsyncLifetime
{
    // Six connections at once, then more on them as they come free.
    private const string AtOnce = "Promise.all([...Array(24).keys()].map(i => fetch('/r/' + (i + 1)).then(r => r.text()))).then(done)";
    private const string OneByOne = "(async () => { for (let i = 1; i <= 8; i++) await (await fetch('/r/' + i)).text(); done() })()";

    // Each must be between what the server measured inside and what the browser waited outside. How near to the first it is depends on how long the
    // server waits for a processor on a busy machine, which is its time too and which it does not know; the report says how near.
    private static readonly TimeSpan Reading = TimeSpan.FromMilliseconds(2);

    private readonly BrowserPool _browsers = new(new BrowserOptions { AtOnce = 2, TellConnections = true }, TimeProvider.System);
    private readonly PacketWatch _packets = new(true, null, TimeProvider.System);

    public ValueTask InitializeAsync()
    {
        OneBrowser.NeedChromium();
        Assert.SkipUnless(_packets.IsAvailable, "this machine lets nobody capture");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _browsers.DisposeAsync();
        await _packets.DisposeAsync();
    }

    [Theory]
    [InlineData(HttpProtocols.Http1, false)]
    [InlineData(HttpProtocols.Http1, true)]
    public async Task Each_request_of_a_page_over_HTTP_1_has_its_own_packets(HttpProtocols protocols, bool tls)
    {
        await using DelayedSite site = await DelayedSite.StartAsync(protocols, tls, AtOnce);
        PageFigures page = PageOf(await VisitAsync(site));
        Assert.Equal(25, page.Elements.Count);
        Report(site, page);
        Assert.True(page.Packets!.ServerKnown >= 24, Said(page));
        Assert.All(page.Elements.Where(IsKnown), e => IsItsOwn(site, e));
        Assert.All(page.Elements.Where(IsKnown), e => Assert.Equal(JoinWay.NetLog, e.Packets!.Joined));
        Assert.Equal(page.Elements.Count, page.Packets.Joined + page.Packets.NotJoined.Values.Sum());
    }

    [Fact]
    public async Task Over_HTTP_2_a_request_alone_on_its_connection_has_a_server_time()
    {
        await using DelayedSite site = await DelayedSite.StartAsync(HttpProtocols.Http2, tls: true, OneByOne);
        PageFigures page = PageOf(await VisitAsync(site));
        Report(site, page);
        Assert.Equal(9, page.Packets!.Joined);
        // Settings are answered while the first is under way, and at times the second; of others a busy machine reads the answer late.
        Assert.True(page.Packets.ServerKnown >= 3, Said(page));
        Assert.All(page.Elements.Where(e => !IsKnown(e)), e => Assert.Equal((CaptureReason.Ambiguous, true), (e.Packets!.Reason, e.Packets.NetworkRtt is not null)));
        Assert.All(page.Elements.Where(IsKnown), e => IsItsOwn(site, e));
    }

    [Fact]
    public async Task And_one_among_others_has_only_its_connection_s_figures()
    {
        await using DelayedSite site = await DelayedSite.StartAsync(HttpProtocols.Http2, tls: true, AtOnce);
        PageFigures page = PageOf(await VisitAsync(site));
        Report(site, page);
        Assert.Equal(25, page.Packets!.Joined);
        PageElement[] shared = [.. page.Elements.Where(e => e.Type == "fetch")];
        Assert.All(shared, e => Assert.Null(e.Packets!.ServerResponse));
        Assert.All(shared, e => Assert.Equal(CaptureReason.Shared, e.Packets!.Reason));
        Assert.All(shared, e => Assert.NotNull(e.Packets!.NetworkRtt));
        Assert.All(page.Elements.Where(IsKnown), e => IsItsOwn(site, e));
    }

    [Fact]
    public async Task Two_journeys_in_one_browser_do_not_mix()
    {
        await using DelayedSite site = await DelayedSite.StartAsync(HttpProtocols.Http1, false, AtOnce), other = await DelayedSite.StartAsync(HttpProtocols.Http1, false, OneByOne);
        JourneyResult[] both = await Task.WhenAll(VisitAsync(site), VisitAsync(other));
        foreach ((DelayedSite of, JourneyResult result) in new[] { (site, both[0]), (other, both[1]) })
        {
            PageFigures page = PageOf(result);
            Report(of, page);
            Assert.True(page.Packets!.Joined >= page.Elements.Count - 1, Said(page));
            Assert.All(page.Elements.Where(IsKnown), e => IsItsOwn(of, e));
            Assert.All(page.Elements.Where(e => e.Use is not null), e => Assert.Equal(of.Address.Port, e.Use!.Remote.Port));
        }
    }

    [Fact]
    public async Task Without_the_browser_s_log_a_connection_opened_alone_is_found_by_its_time_and_others_are_not_guessed()
    {
        await using DelayedSite one = await DelayedSite.StartAsync(HttpProtocols.Http1, true, OneByOne), many = await DelayedSite.StartAsync(HttpProtocols.Http1, true, AtOnce);
        foreach (DelayedSite site in (DelayedSite[])[one, many])
        {
            PacketScope scope = await _packets.BeginAsync(Of(site), TestContext.Current.CancellationToken);
            await DialAsync(site);
            JourneyResult came = await DialAsync(site);
            StepResult[] blind = [.. came.Steps.Select(s => s.Page is null ? s : s with { Page = s.Page with { Elements = [.. s.Page.Elements.Select(e => e with { Use = e.Use! with { Local = null } })] } })];
            PageFigures page = PageOf(await scope.JoinAsync(came with { Steps = blind }, TestContext.Current.CancellationToken));
            Report(site, page);
            // The browser may have opened another ahead, just then.
            if (site == one) Assert.True(page.Packets!.Joined > 0, Said(page));
            Assert.All(page.Elements.Where(IsKnown), e => IsItsOwn(site, e));
            Assert.All(page.Elements.Where(IsKnown), e => Assert.Equal(JoinWay.Timing, e.Packets!.Joined));
            Assert.Equal(page.Elements.Count, page.Packets!.Joined + page.Packets.NotJoined.Values.Sum());
            Assert.All(page.Packets.NotJoined.Keys, reason => Assert.Contains(reason, new[] { CaptureReason.Ambiguous, CaptureReason.NotSeen }));
        }
    }

    [Theory]
    [InlineData(HttpProtocols.Http1, false, AtOnce)]
    [InlineData(HttpProtocols.Http1, true, AtOnce)]
    [InlineData(HttpProtocols.Http2, true, OneByOne)]
    public async Task Through_the_agents_own_way_out_requests_are_joined_to_the_connections_that_it_made(HttpProtocols protocols, bool tls, string script)
    {
        await using DelayedSite site = await DelayedSite.StartAsync(protocols, tls, script);
        var egress = new Egress(new Place("limits.yaml", 1, 9), [EgressRule.Parse(site.Address.Authority, new Place("limits.yaml", 2, 5))!]);
        await using var browsers = new BrowserPool(new BrowserOptions { TellConnections = true, WayOut = CheckedWay.Under(egress, TimeProvider.System) }, TimeProvider.System);
        PageFigures page = PageOf(await VisitAsync(site, browsers));
        Report(site, page);
        Assert.True(page.Packets!.Joined >= page.Elements.Count - 1, Said(page));
        Assert.True(page.Packets.ServerKnown >= (protocols == HttpProtocols.Http1 ? 24 : 3), Said(page));
        Assert.All(page.Elements.Where(IsKnown), e => IsItsOwn(site, e));
        Assert.All(page.Elements.Where(IsKnown), e => Assert.Equal((JoinWay.NetLog, site.Address.Port), (e.Packets!.Joined!.Value, e.Use!.Remote.Port)));
    }

    [Fact]
    public async Task What_a_page_fetches_from_another_server_is_joined_from_the_second_visit_on()
    {
        await using DelayedSite other = await DelayedSite.StartAsync(HttpProtocols.Http1, true, "");
        await using DelayedSite site = await DelayedSite.StartAsync(HttpProtocols.Http1, true, $$"""
            (async () => { for (let i = 1; i <= 4; i++) await new Promise(over => { const s = document.createElement('script'); s.src = '{{other.Address}}r/' + i; s.onload = s.onerror = over; document.body.append(s) }); done() })()
            """);
        List<PageElement[]> visits = [];
        for (int i = 0; i < 2; i++)
        {
            PacketScope scope = await _packets.BeginAsync(Of(site), TestContext.Current.CancellationToken);
            PageFigures page = PageOf(await scope.JoinAsync(await DialAsync(site), TestContext.Current.CancellationToken));
            Report(site, page);
            visits.Add([.. page.Elements.Where(e => new Uri(e.Url).Port == other.Address.Port)]);
        }

        Assert.All(visits, elements => Assert.Equal(4, elements.Length));
        Assert.All(visits[0], e => Assert.Equal((PacketTier.None, CaptureReason.NotSeen), (e.Packets!.Tier, e.Packets.Reason)));
        Assert.All(visits[1], e => Assert.Equal((PacketTier.Packets, JoinWay.NetLog), (e.Packets!.Tier, e.Packets.Joined!.Value)));
        Assert.True(visits[1].Count(IsKnown) >= 3, string.Join('\n', visits[1].Select(e => $"{e.Url} {e.Packets}")));
        Assert.All(visits[1].Where(IsKnown), e => IsItsOwn(other, e));
    }

    private static bool IsKnown(PageElement element) => element.Packets?.ServerResponse is not null;

    private static void IsItsOwn(DelayedSite site, PageElement element)
    {
        string path = new Uri(element.Url).AbsolutePath;
        TimeSpan really = site.Took[path], seen = element.Packets!.ServerResponse!.Value;
        TimeSpan outside = element.Use!.Headed - element.Use.Sent;
        Assert.True(really - Reading < seen && seen < outside + Reading, $"{path}: {seen.TotalMilliseconds} ms in packets, {really.TotalMilliseconds} ms at the server, {outside.TotalMilliseconds} ms in the browser");
        if (path == "/") return;
        // Heads, frames, TLS and the tickets of its sessions, which come with the first answer, add less than one is longer than another.
        long size = DelayedSite.Size(int.Parse(path.AsSpan(3), System.Globalization.CultureInfo.InvariantCulture));
        Assert.InRange(element.Packets.Bytes!.Value.Server, size, size + DelayedSite.Step - 1);
    }

    private static PageFigures PageOf(JourneyResult result)
    {
        Assert.True(result.Outcome == Outcome.Ok, OneBrowser.Said(result));
        PageElement[] elements = [.. result.Steps.SelectMany(s => s.Page?.Elements ?? [])];
        return new PageFigures { Url = "", Elements = elements, Packets = PagePackets.Of(elements) };
    }

    private static Journey Of(DelayedSite site) => new()
    {
        Name = "visit", Target = new Target { Name = $"site {site.Address.Port}", Address = site.Address, Tls = new TlsTrust { Verify = false } }, Browser = new BrowserSettings(), Timeout = TimeSpan.FromSeconds(40),
        Steps =
        [
            new OpenStep(Template.Constant("/")) { Name = "open", At = default },
            new ExpectStep(new Locator(LocatorKind.Text, Template.Constant("done")), null, null) { Name = "done", At = default },
        ],
    };

    // The second time: what is compiled in the first would be the server's time.
    private async Task<JourneyResult> VisitAsync(DelayedSite site, BrowserPool? browsers = null)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        await DialAsync(site, browsers);
        PacketScope scope = await _packets.BeginAsync(Of(site), token);
        return await scope.JoinAsync(await DialAsync(site, browsers), token);
    }

    private Task<JourneyResult> DialAsync(DelayedSite site, BrowserPool? browsers = null) =>
        (browsers ?? _browsers).RunAsync(Of(site), Variables.For(Of(site), 0, NoSecrets.Instance, TimeProvider.System), null, TestContext.Current.CancellationToken);

    private static string Said(PageFigures page) => string.Join('\n', page.Elements.Select(e => $"{e.Url} {e.Packets?.Tier} {e.Packets?.Reason} {e.Packets?.ServerResponse} {e.Use}"));

    private static void Report(DelayedSite site, PageFigures page)
    {
        double[] off = [.. page.Elements.Where(e => IsKnown(e) && site.Took.ContainsKey(new Uri(e.Url).AbsolutePath)).Select(e => (e.Packets!.ServerResponse!.Value - site.Took[new Uri(e.Url).AbsolutePath]).TotalMilliseconds).Order()];
        double median = off.Length == 0 ? 0 : off[off.Length / 2];
        TestContext.Current.TestOutputHelper?.WriteLine($"{page.Elements.Count} requests, {page.Packets!.Joined} joined, {page.Packets.ServerKnown} with a server time, off by {(off.Length == 0 ? 0 : off[0]):0.00} to {(off.Length == 0 ? 0 : off[^1]):0.00} ms, in the middle {median:0.00}, {off.Count(o => o < 5)} within 5; not joined: {string.Join(", ", page.Packets.NotJoined.Select(r => $"{r.Key} {r.Value}"))}");
    }
}
