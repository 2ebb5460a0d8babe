using System.IO.Enumeration;

namespace LoadProbe.Core;

/// <summary>The window a browser journey runs in, in pixels, and what its pages may hold.</summary>
public sealed record BrowserSettings(int Width = 1280, int Height = 800)
{
    /// <summary>Hosts that pages may fetch from beside the target's own, in which <c>*</c> stands for anything; null = any. Who put in another one tampered with the page.</summary>
    public IReadOnlyList<string>? Hosts { get; init; }

    /// <summary>Whether a host is among them.</summary>
    public bool MayFetchFrom(string host) => Hosts is null || Hosts.Any(h => FileSystemName.MatchesSimpleExpression(h, host, ignoreCase: true));
}
