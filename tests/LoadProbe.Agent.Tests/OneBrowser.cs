using System.Net;
using LoadProbe.Browser;
using LoadProbe.Probing;

namespace LoadProbe.Agent.Tests;

/// <summary>A browser for all tests of a class, each of which says how its pages get out.</summary>
public sealed class OneBrowser : IAsyncDisposable
{
    public OneBrowser() => Pool = new BrowserPool(new BrowserOptions { AtOnce = 1, WayOut = (host, port, token) => Way(host, port, token) }, TimeProvider.System);

    public BrowserPool Pool { get; }

    public WayOut Way { get; set; } = (_, _, _) => Task.FromResult(new Way(null, Outcome.EgressRefused, "no test has said"));

    public ValueTask DisposeAsync() => Pool.DisposeAsync();

    public static void NeedChromium() => Assert.SkipWhen(Chromium.Find() is null, "chromium is not installed");

    /// <summary>Opens a page, and waits until it says that it is done.</summary>
    /// <param name="entries">Where the agent may connect to.</param>
    public Task<JourneyResult> VisitAsync(string address, IEnumerable<string> entries, Func<string, CancellationToken, Task<IPAddress[]>>? resolver = null, BrowserSettings? settings = null)
    {
        var egress = new Egress(new Place("limits.yaml", 1, 9), [.. entries.Select((e, i) => EgressRule.Parse(e, new Place("limits.yaml", i + 2, 5))!)]);
        Way = CheckedWay.Under(egress, TimeProvider.System, resolver);
        return VisitAsync(Pool, address, TestContext.Current.CancellationToken, settings);
    }

    /// <summary>The same in another browser, out of which there may be any way.</summary>
    public static Task<JourneyResult> VisitAsync(BrowserPool browsers, string address, CancellationToken token, BrowserSettings? settings = null)
    {
        var journey = new Journey
        {
            Name = "visit", Target = new Target { Name = "shop", Address = new Uri(address) }, Browser = settings ?? new BrowserSettings(), Timeout = TimeSpan.FromSeconds(40),
            Steps =
            [
                new OpenStep(Template.Constant("/")) { Name = "open", At = default },
                new ExpectStep(new Locator(LocatorKind.Text, Template.Constant("done")), null, null) { Name = "done", At = default },
            ],
        };
        return browsers.RunAsync(journey, Variables.For(journey, 0, NoSecrets.Instance, TimeProvider.System), null, token);
    }

    /// <summary>What became of each step, for whoever wonders.</summary>
    public static string Said(JourneyResult result) => string.Join('\n', result.Steps.Select(s => $"{s.Name}: {s.Outcome} {s.Detail}"));
}
