using LoadProbe.Browser;

namespace LoadProbe.Agent.Tests;

/// <summary>A browser for all tests of a class, each of which says how its pages get out.</summary>
public sealed class OneBrowser : IAsyncDisposable
{
    public OneBrowser() => Pool = new BrowserPool(new BrowserOptions { AtOnce = 1, WayOut = (host, port, token) => Way(host, port, token) }, TimeProvider.System);

    public BrowserPool Pool { get; }

    public WayOut Way { get; set; } = (_, _, _) => Task.FromResult(new Way(null, Outcome.EgressRefused, "no test has said"));

    public ValueTask DisposeAsync() => Pool.DisposeAsync();
}
