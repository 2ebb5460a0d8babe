using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace LoadProbe.Browser;

/// <summary>The hosts that the pages of a journey fetched from and were not to; bounded.</summary>
internal sealed class ForeignHosts
{
    private const int Most = 20;

    private readonly ConcurrentDictionary<string, string> _seen = [];
    private readonly BrowserSettings _settings;
    private readonly string _own;

    /// <param name="own">The target's host, which needs not be listed.</param>
    public ForeignHosts(IBrowserContext context, BrowserSettings settings, string own)
    {
        (_settings, _own) = (settings, own);
        if (settings.Hosts is null) return;
        context.Request += (_, request) => Note(request.Url, request.ResourceType);
        context.Page += (_, page) => page.WebSocket += (_, socket) => Note(socket.Url, "websocket");
    }

    /// <summary>What is wrong with what has been fetched until now; null when nothing is.</summary>
    public string? Fault() => _seen.IsEmpty
        ? null
        : $"the page fetched from {string.Join(", ", _seen.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key} ({s.Value})"))}, and browser.hosts is {(_settings.Hosts!.Count == 0 ? "none but the target's own" : string.Join(", ", _settings.Hosts))}";

    // What a page holds in itself (data:, blob:) has no host.
    private void Note(string address, string what)
    {
        if (_seen.Count >= Most || !Uri.TryCreate(address, UriKind.Absolute, out Uri? url) || url.Host.Length == 0) return;
        string host = url.IdnHost;
        if (!host.Equals(_own, StringComparison.OrdinalIgnoreCase) && !_settings.MayFetchFrom(host)) _seen.TryAdd(host, what);
    }
}
