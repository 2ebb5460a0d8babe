using Microsoft.Playwright;

namespace LoadProbe.Browser;

/// <summary>One browser from its start to its end: it closes when it is retired and its last journey has ended.</summary>
internal sealed class BrowserLife(IBrowser browser, int journeys, NetLog? netLog)
{
    private readonly Lock _lock = new();
    private int _begun;
    private int _running;
    private bool _retired;

    public IBrowser Browser => browser;

    /// <summary>Our end of its connections; null when nobody asked for it.</summary>
    public NetLog? NetLog => netLog;

    /// <summary>Begins a journey in it; false when it has had enough of them, or is gone.</summary>
    public bool Begin()
    {
        lock (_lock)
        {
            if (_retired || _begun >= journeys || !browser.IsConnected) return false;
            _begun++;
            _running++;
            return true;
        }
    }

    public async Task EndAsync()
    {
        bool close;
        lock (_lock)
        {
            _running--;
            close = _retired && _running == 0;
        }

        if (close) await CloseAsync().ConfigureAwait(false);
    }

    /// <summary>No more journeys; closes at once when none is under way.</summary>
    public async Task RetireAsync()
    {
        bool close;
        lock (_lock)
        {
            close = !_retired && _running == 0;
            _retired = true;
        }

        if (close) await CloseAsync().ConfigureAwait(false);
    }

    /// <summary>Ends it and the journeys that are still in it.</summary>
    public async Task CloseAsync()
    {
        await browser.CloseAsync().ConfigureAwait(false);
        netLog?.Dispose();
    }
}
