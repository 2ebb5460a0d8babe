using System.Net;

namespace LoadProbe.Agent.Tests;

/// <summary>What a page fetches from a host that is neither the target's nor listed was put into it by somebody else.</summary>
public sealed class ForeignHostTests(OneBrowser browser) : IClassFixture<OneBrowser>
{
    public static TheoryData<string, string> Ways => new()
    {
        { "const s = document.createElement('script'); s.onload = s.onerror = done; s.src = 'http://FOREIGN/ad.js'; document.body.append(s)", "localhost (script)" },
        { "const i = new Image(); i.onload = i.onerror = done; i.src = 'http://FOREIGN/dot.png'", "localhost (image)" },
        { "fetch('http://FOREIGN/').then(done, done)", "localhost (fetch)" },
        { "const f = document.createElement('iframe'); f.onload = done; f.src = 'http://FOREIGN/'; document.body.append(f)", "localhost (document)" },
        { "const s = new WebSocket('ws://FOREIGN/'); s.onopen = s.onerror = s.onclose = done", "localhost (websocket)" },
        { "const w = new Worker('/worker.js'); w.onmessage = done", "localhost (fetch)" },
        { "location = 'http://FOREIGN/'", "localhost (document)" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_foreign_host_is_hijacked_however_it_is_fetched_from(string script, string named)
    {
        OneBrowser.NeedChromium();
        await using var foreign = new PageServer(_ => "<p>done</p>");
        await using PageServer page = Page(script, foreign);

        JourneyResult own = await VisitAsync(page, []);
        Assert.True(own.Outcome == Outcome.Hijacked, OneBrowser.Said(own));
        Assert.Equal($"the page fetched from {named}, and browser.hosts is none but the target's own", Assert.Single(own.Steps, s => s.Outcome == Outcome.Hijacked).Detail);

        JourneyResult other = await VisitAsync(page, ["*.example.com"]);
        Assert.True(other.Outcome == Outcome.Hijacked, OneBrowser.Said(other));
        Assert.Equal($"the page fetched from {named}, and browser.hosts is *.example.com", Assert.Single(other.Steps, s => s.Outcome == Outcome.Hijacked).Detail);

        foreach (string[]? hosts in (string[]?[])[null, ["local*"]])
        {
            JourneyResult listed = await VisitAsync(page, hosts);
            Assert.True(listed.Outcome == Outcome.Ok, OneBrowser.Said(listed));
        }
    }

    [Fact]
    public async Task What_the_agent_did_not_let_through_was_still_asked_for()
    {
        OneBrowser.NeedChromium();
        await using var foreign = new PageServer(_ => "<p>done</p>");
        await using PageServer page = Page("fetch('http://FOREIGN/').then(done, done)", foreign);
        JourneyResult visit = await VisitAsync(page, [], page.Place);
        Assert.True(visit.Outcome == Outcome.Hijacked, OneBrowser.Said(visit));
        Assert.Equal(0, foreign.Connections);
    }

    [Fact]
    public async Task What_a_page_holds_in_itself_has_no_host()
    {
        OneBrowser.NeedChromium();
        await using PageServer page = Page("const i = new Image(); i.onload = i.onerror = () => fetch(URL.createObjectURL(new Blob(['x']))).then(done, done); i.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA='");
        JourneyResult visit = await VisitAsync(page, []);
        Assert.True(visit.Outcome == Outcome.Ok, OneBrowser.Said(visit));
    }

    // The one machine by two names: the pages are 127.0.0.1's, what is foreign to them is localhost's.
    private static PageServer Page(string script, PageServer? foreign = null)
    {
        string filled = script.Replace("FOREIGN", $"localhost:{foreign?.Port}", StringComparison.Ordinal);
        return new PageServer(path => path switch
        {
            "/worker.js" => $"fetch('http://localhost:{foreign?.Port}/').then(() => postMessage(1), () => postMessage(1))",
            _ => $"<p>here</p><script>const done = () => {{ document.body.innerHTML = '<p>done</p>' }};\n{filled}</script>",
        });
    }

    private Task<JourneyResult> VisitAsync(PageServer page, string[]? hosts, params string[] entries)
    {
        string[] allowed = entries.Length > 0 ? entries : ["localhost", "127.0.0.1", "::1"];
        // Only the older family, on which the servers of the tests are.
        return browser.VisitAsync($"http://{page.Place}", allowed, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]), new BrowserSettings { Hosts = hosts });
    }
}
