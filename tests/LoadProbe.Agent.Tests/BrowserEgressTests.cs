using System.Net;
using System.Net.Sockets;
using LoadProbe.Browser;

namespace LoadProbe.Agent.Tests;

/// <summary>The agent's own list holds for pages in the real browser, whatever they connect with: a forbidden server sees no connection.</summary>
public sealed class BrowserEgressTests(OneBrowser browser) : IClassFixture<OneBrowser>
{
    public static TheoryData<string> Ways => new()
    {
        "fetch('http://FORBIDDEN/').then(done, done)",
        "const i = new Image(); i.onload = i.onerror = done; i.src = 'http://FORBIDDEN/'",
        "const s = new WebSocket('ws://FORBIDDEN/'); s.onopen = s.onerror = s.onclose = done",
        "const w = new Worker('/worker.js'); w.onmessage = done",
        "const w = new Worker('/socket.js'); w.onmessage = done",
        "fetch('/moved').then(done, done)",
        "location = 'http://FORBIDDEN/'",
        "location = '/moved'",
        "const f = document.createElement('iframe'); f.onload = done; f.src = 'http://FORBIDDEN/'; document.body.append(f)",
        "navigator.sendBeacon('http://FORBIDDEN/'); fetch('http://FORBIDDEN/').then(done, done)",
        "fetch('https://FORBIDDEN/').then(done, done)",
        "fetch('http://localhost:PORT/').then(done, done)",
        "fetch('http://[::ffff:127.0.0.1]:PORT/').then(done, done)",
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_page_cannot_get_where_the_agent_may_not(string script)
    {
        OneBrowser.NeedChromium();
        await using var forbidden = new PageServer(_ => "<p>done</p>");
        await using PageServer page = Page(script, forbidden);

        JourneyResult refused = await browser.VisitAsync($"http://{page.Place}", [page.Place]);
        Assert.True(refused.Outcome == Outcome.EgressRefused, OneBrowser.Said(refused));
        Assert.Contains($":{forbidden.Port}", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(0, forbidden.Connections);

        // Where it may, the same page does.
        JourneyResult allowed = await browser.VisitAsync($"http://{page.Place}", [page.Place, forbidden.Place]);
        Assert.True(allowed.Outcome == Outcome.Ok, OneBrowser.Said(allowed));
        Assert.True(forbidden.Connections > 0);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://0.0.0.0/")]
    public async Task Nor_to_the_metadata_address_whatever_is_listed(string url)
    {
        OneBrowser.NeedChromium();
        await using PageServer page = Page($"fetch('{url}').then(done, done)");
        JourneyResult refused = await browser.VisitAsync($"http://{page.Place}", ["*", "0.0.0.0/0", "::/0"]);
        Assert.True(refused.Outcome == Outcome.EgressRefused, OneBrowser.Said(refused));
        Assert.Contains("never dialled", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nor_by_a_name_that_rebinds()
    {
        OneBrowser.NeedChromium();
        await using PageServer page = Page("fetch('/second').then(done, done)");
        int asked = 0;
        JourneyResult refused = await browser.VisitAsync($"http://shop.example.com:{page.Port}", ["127.0.0.1"], (_, _) =>
            Task.FromResult<IPAddress[]>([Interlocked.Increment(ref asked) == 1 ? IPAddress.Loopback : IPAddress.Parse("169.254.169.254")]));
        Assert.True(refused.Outcome == Outcome.EgressRefused, OneBrowser.Said(refused));
        Assert.Equal(["/"], page.Seen);
    }

    [Fact]
    public async Task The_first_page_itself_may_be_refused_and_nothing_is_sent()
    {
        OneBrowser.NeedChromium();
        await using PageServer page = Page("done()");
        foreach (string scheme in (string[])["http", "https"])
        {
            JourneyResult refused = await browser.VisitAsync($"{scheme}://{page.Place}", []);
            Assert.True(refused.Outcome == Outcome.EgressRefused, OneBrowser.Said(refused));
            Assert.Contains($"{page.Place} is not allowed by limits.yaml:1:9", refused.Detail, StringComparison.Ordinal);
        }

        Assert.Equal(0, page.Connections);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_still_the_targets_failure()
    {
        OneBrowser.NeedChromium();
        int port;
        using (var gone = new TcpListener(IPAddress.Loopback, 0))
        {
            gone.Start();
            port = ((IPEndPoint)gone.LocalEndpoint).Port;
        }

        foreach (string scheme in (string[])["http", "https"])
        {
            JourneyResult failed = await browser.VisitAsync($"{scheme}://127.0.0.1:{port}", ["127.0.0.1"]);
            Assert.True(failed.Outcome == Outcome.ConnectRefused, OneBrowser.Said(failed));
        }
    }

    [Fact]
    public async Task WebRTC_sends_no_datagram()
    {
        OneBrowser.NeedChromium();
        using var stun = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        stun.Bind(new IPEndPoint(IPAddress.Any, 0));
        int port = ((IPEndPoint)stun.LocalEndPoint!).Port;
        await using PageServer page = Page($$"""
            const c = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:{{port}}' }] });
            c.createDataChannel('x'); c.onicegatheringstatechange = () => c.iceGatheringState === 'complete' && done();
            c.createOffer().then(o => c.setLocalDescription(o))
            """);
        JourneyResult visit = await browser.VisitAsync($"http://{page.Place}", [page.Place]);
        Assert.True(visit.Outcome == Outcome.Ok, OneBrowser.Said(visit));
        Assert.Equal(0, stun.Available);

        // Where nothing holds it, the same page does.
        await using var free = new BrowserPool(new BrowserOptions(), TimeProvider.System);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task visiting = OneBrowser.VisitAsync(free, $"http://{page.Place}", enough.Token);
        Assert.True(await stun.ReceiveAsync(new byte[1500], enough.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System) > 0);
        await enough.CancelAsync();
        await visiting;
    }

    private static PageServer Page(string script, PageServer? forbidden = null)
    {
        string Filled(string text) => text.Replace("FORBIDDEN", forbidden?.Place, StringComparison.Ordinal).Replace("PORT", $"{forbidden?.Port}", StringComparison.Ordinal);
        return new PageServer(path => Filled(path switch
        {
            "/moved" => "http://FORBIDDEN/",
            "/worker.js" => "fetch('http://FORBIDDEN/').then(() => postMessage(1), () => postMessage(1))",
            "/socket.js" => "const s = new WebSocket('ws://FORBIDDEN/'); s.onopen = s.onerror = s.onclose = () => postMessage(1)",
            _ => $"<p>here</p><script>const done = () => {{ document.body.innerHTML = '<p>done</p>' }};\n{script}</script>",
        }));
    }
}
