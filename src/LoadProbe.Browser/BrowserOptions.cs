namespace LoadProbe.Browser;

/// <summary>How browsers are run on this machine.</summary>
public sealed record BrowserOptions
{
    /// <summary>Journeys at once, each in a fresh context; more wait their turn within their own time.</summary>
    public int AtOnce { get; init; } = 2;

    /// <summary>The browser is started anew after this many journeys, as its memory grows.</summary>
    public int JourneysEach { get; init; } = 50;

    /// <summary>Bytes of pictures that are kept in a folder, the latest.</summary>
    public long PictureBytes { get; init; } = 1L << 30;

    /// <summary>How pages get out of this machine, under the agent's own limits; null = by themselves.</summary>
    public WayOut? WayOut { get; init; }

    /// <summary>Whether results say over which connection each request of a page went, so that packets can be joined to it: the browser then writes a log of its sockets.</summary>
    public bool TellConnections { get; init; }

    /// <summary>Chromium's program; null = looked for.</summary>
    public string? Executable { get; init; }
}
