using Microsoft.Playwright;

namespace LoadProbe.Browser;

/// <summary>
/// A browser, started when first needed and again when it broke or grew old, and a bounded number of journeys in it,
/// each in a context of its own. That a browser will not start is never held against the target.
/// </summary>
public sealed class BrowserPool(BrowserOptions options, TimeProvider time) : IAsyncDisposable
{
    // Chromium's own calls home would be seen as the page's traffic, and fail noisily on closed networks.
    private static readonly string[] Arguments = ["--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--no-default-browser-check", "--disable-dev-shm-usage"];

    // Nothing of the browser itself, such as a name looked up ahead or WebRTC over UDP, gets by the proxies of the contexts.
    private static readonly string[] Confined = [.. Arguments, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--webrtc-ip-handling-policy=disable_non_proxied_udp"];

    private readonly SemaphoreSlim _places = new(options.AtOnce, options.AtOnce);
    private readonly SemaphoreSlim _starting = new(1, 1);
    private IPlaywright? _driver;
    private BrowserLife? _life;

    /// <summary>Whether this machine has a browser to start.</summary>
    public bool IsAvailable => Executable is not null;

    /// <summary>Starts a browser. Why it does not start, or null.</summary>
    public async Task<string?> StartFaultAsync(CancellationToken token)
    {
        if (Executable is null) return Chromium.HowToInstall;
        try
        {
            BrowserLife life = await TakeAsync(token).ConfigureAwait(false);
            await life.EndAsync().ConfigureAwait(false);
            return null;
        }
        catch (PlaywrightException e)
        {
            return NotStarted(e);
        }
    }

    private string? Executable => options.Executable ?? Chromium.Find();

    /// <summary>Runs a journey once. Pictures go to <paramref name="artifacts"/>; null = none are kept.</summary>
    /// <param name="journey">Its steps are a browser's.</param>
    /// <param name="variables">Begun for this run.</param>
    /// <param name="artifacts">A folder.</param>
    /// <param name="token">Closes the context.</param>
    /// <param name="marks">What the requests of a step carry; null = nothing but what a browser's do.</param>
    /// <param name="answered">Shown each answer of the target: its status, and what its head says under a name; null = nobody wants to know.</param>
    public async Task<JourneyResult> RunAsync(Journey journey, Variables variables, string? artifacts, CancellationToken token, Func<StepEffect, IEnumerable<(string Name, string Value)>>? marks = null, Action<int, Func<string, string?>>? answered = null)
    {
        DateTimeOffset started = time.GetUtcNow();
        long start = time.GetTimestamp();
        if (!await _places.WaitAsync(journey.Timeout, token).ConfigureAwait(false)) return Ours(Outcome.AgentFault, $"no browser was free within {Durations.Text(journey.Timeout)}: {options.AtOnce} at once");
        try
        {
            BrowserLife life;
            try
            {
                if (Executable is null) return Ours(Outcome.BrowserMissing, Chromium.HowToInstall);
                life = await TakeAsync(token).ConfigureAwait(false);
            }
            catch (PlaywrightException e)
            {
                return Ours(Outcome.BrowserFailed, NotStarted(e));
            }

            try
            {
                JourneyResult result = await new BrowserJourney(journey, life.Browser, variables, artifacts, options.WayOut, marks, answered, options.TellConnections, life.NetLog, time).RunAsync(token).ConfigureAwait(false);
                if (artifacts is not null && result.Steps.Any(step => step.Artifacts.Count > 0)) PictureFolder.Prune(artifacts, options.PictureBytes);
                return result;
            }
            finally
            {
                await life.EndAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return Ours(Outcome.Cancelled, "stopped before it began");
        }
        catch (PlaywrightException e)
        {
            // A step's own faults are its outcome: this is the context or the page, which a stop closes while they are made.
            return token.IsCancellationRequested ? Ours(Outcome.Cancelled, "stopped before it began") : Ours(Outcome.BrowserFailed, $"the browser gave no page: {e.Message.ReplaceLineEndings(" ")}");
        }
        finally
        {
            _places.Release();
        }

        JourneyResult Ours(Outcome outcome, string detail) => JourneyResult.Of(started, time.GetElapsedTime(start),
            [.. journey.Steps.Select((s, i) => new StepResult { Name = s.Name, Kind = s.Kind, Effect = s.Effect, Outcome = i == 0 ? outcome : Outcome.Skipped, Detail = i == 0 ? detail : "an earlier step failed", Started = started, Duration = TimeSpan.Zero })]);
    }

    /// <summary>Closes the browser at once, which ends journeys that are still in it, and the driver with it.</summary>
    public async ValueTask DisposeAsync()
    {
        // A browser that is just being started is waited for: nobody else would close it.
        await _starting.WaitAsync().ConfigureAwait(false);
        if (_life is not null) await _life.CloseAsync().ConfigureAwait(false);
        _driver?.Dispose();
    }

    private static string NotStarted(PlaywrightException fault) => $"the browser did not start: {fault.Message.ReplaceLineEndings(" ")}";

    private async Task<BrowserLife> TakeAsync(CancellationToken token)
    {
        await _starting.WaitAsync(token).ConfigureAwait(false);
        try
        {
            if (_life is not null && _life.Begin()) return _life;
            if (_life is not null) await _life.RetireAsync().ConfigureAwait(false);
            _driver ??= await Playwright.CreateAsync().ConfigureAwait(false);
            NetLog? netLog = options.TellConnections ? new NetLog() : null;
            try
            {
                IBrowser browser = await _driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
                {
                    ExecutablePath = Executable,
                    Headless = true,
                    Args = [.. options.WayOut is null ? Arguments : Confined, .. netLog is null ? [] : new[] { netLog.Argument }],
                    HandleSIGINT = false,
                    HandleSIGTERM = false,
                    HandleSIGHUP = false,
                }).ConfigureAwait(false);
                netLog?.Hide();
                _life = new BrowserLife(browser, options.JourneysEach, netLog);
            }
            catch
            {
                netLog?.Dispose();
                throw;
            }

            _life.Begin();
            return _life;
        }
        finally
        {
            _starting.Release();
        }
    }
}
