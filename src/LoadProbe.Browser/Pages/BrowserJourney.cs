using Microsoft.Playwright;

namespace LoadProbe.Browser;

/// <summary>One customer's visit in a context of its own: its steps in order; the first failure ends it, with a picture.</summary>
internal sealed class BrowserJourney(Journey journey, IBrowser browser, Variables variables, string? artifacts, WayOut? way, Func<StepEffect, IEnumerable<(string Name, string Value)>>? marks, Action<int, Func<string, string?>>? answered, bool tells, NetLog? netLog, TimeProvider time)
{
    private static readonly string Script = Read("vitals.js");

    private readonly VitalsBook _vitals = new();
    private readonly SecretFields _secrets = new(variables);

    public async Task<JourneyResult> RunAsync(CancellationToken token)
    {
        DateTimeOffset started = time.GetUtcNow();
        long start = time.GetTimestamp();
        BrowserSettings settings = journey.Browser ?? new BrowserSettings();
        await using EgressProxy? proxy = way is null ? null : new EgressProxy(way);
        await using IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = journey.Target.Address.ToString(),
            ViewportSize = new ViewportSize { Width = settings.Width, Height = settings.Height },
            IgnoreHTTPSErrors = !journey.Target.Tls.Verify || journey.Target.Tls.AuthorityFile is not null,
            ServiceWorkers = ServiceWorkerPolicy.Block,
            // Loopback and link-local addresses too, which a browser would else go to directly.
            Proxy = proxy is null ? null : new Microsoft.Playwright.Proxy { Server = proxy.Address, Bypass = "<-loopback>" },
        }).ConfigureAwait(false);
        await using CancellationTokenRegistration stop = token.Register(() => _ = context.CloseAsync());
        await context.ExposeBindingAsync("__loadprobe", (BindingSource _, string line) => _vitals.Take(line)).ConfigureAwait(false);
        await context.AddInitScriptAsync(Script).ConfigureAwait(false);
        ConnectionLog? connections = tells ? new ConnectionLog(context, netLog, proxy) : null;
        var log = new ElementLog(context, connections, time);
        var foreign = new ForeignHosts(context, settings, journey.Target.Address.IdnHost);
        if (answered is not null) context.Response += Answered;
        IPage page = await context.NewPageAsync().ConfigureAwait(false);
        if (connections is not null)
        {
            await connections.FollowAsync(page).ConfigureAwait(false);
            context.Page += (_, opened) => _ = connections.FollowAsync(opened);
        }

        var results = new List<StepResult>(journey.Steps.Count);
        bool failed = false;
        foreach (Step step in journey.Steps)
        {
            if (failed)
            {
                results.Add(new StepResult { Name = step.Name, Kind = step.Kind, Effect = step.Effect, Outcome = Outcome.Skipped, Detail = "an earlier step failed", Started = time.GetUtcNow(), Duration = TimeSpan.Zero });
                continue;
            }

            TimeSpan left = journey.Timeout - time.GetElapsedTime(start);
            StepResult result = await StepAsync((BrowserStep)step, page, log, foreign, left, token).ConfigureAwait(false);
            if (proxy is not null) result = Under(proxy.Take(), result);
            failed = result.Outcome != Outcome.Ok;
            results.Add(result);
        }

        return JourneyResult.Of(started, time.GetElapsedTime(start), results);
    }

    // What others say that the page fetches from is not the target's word.
    private void Answered(object? sender, IResponse response)
    {
        if (Uri.TryCreate(response.Url, UriKind.Absolute, out Uri? url) && url.Authority == journey.Target.Address.Authority) answered!(response.Status, name => response.Headers.GetValueOrDefault(name.ToLowerInvariant()));
    }

    // The browser knows only the way to the proxy: what is at its other end it does not tell. That a foreign host was not
    // reached does not unsay that the page asked for it.
    private StepResult Under(IReadOnlyList<Unreached> unreached, StepResult result) => result.Outcome != Outcome.Hijacked && Unreached.Cause(unreached, result) is { } cause
        ? result with { Remote = null, Outcome = cause.Outcome, Detail = variables.Redact(cause.Detail) }
        : result with { Remote = null };

    private async Task<StepResult> StepAsync(BrowserStep step, IPage page, ElementLog log, ForeignHosts foreign, TimeSpan left, CancellationToken token)
    {
        TimeSpan allowed = step.Timeout is { } own && own < left ? own : left;
        if (step is ExpectStep && step.Within < allowed) allowed = step.Within.Value;
        DateTimeOffset started = time.GetUtcNow();
        long start = time.GetTimestamp();
        var result = new StepResult { Name = step.Name, Kind = step.Kind, Effect = step.Effect, Outcome = Outcome.Ok, Started = started, Duration = TimeSpan.Zero };
        _vitals.Begin();
        if (allowed <= TimeSpan.Zero) return result with { Outcome = Outcome.WaitTimedOut, Detail = $"the journey's {Durations.Text(journey.Timeout)} were used up" };
        try
        {
            if (marks is not null) await page.Context.SetExtraHTTPHeadersAsync(marks(step.Effect).Select(m => KeyValuePair.Create(m.Name, m.Value))).ConfigureAwait(false);
            result = await new BrowserAction(page, variables, _secrets, Artifact(step, started)).RunAsync(step, result, allowed).WaitAsync(allowed + TimeSpan.FromSeconds(5), time, token).ConfigureAwait(false);
            result = result with { Duration = time.GetElapsedTime(start) };
            if (step is not ExpectStep && result.Duration > step.Within) result = result with { Outcome = Outcome.TooSlow, Detail = $"took {Durations.Text(result.Duration)}, expected within {Durations.Text(step.Within.Value)}" };
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException or BrowserFault or OperationCanceledException)
        {
            (Outcome outcome, string detail) = token.IsCancellationRequested ? (Outcome.Cancelled, "stopped")
                : e is BrowserFault fault ? (fault.Outcome, fault.Message)
                : BrowserFault.Of(e, step, allowed, browser);
            result = result with { Outcome = outcome, Detail = variables.Redact(detail), Duration = time.GetElapsedTime(start) };
        }

        if (token.IsCancellationRequested || !browser.IsConnected) return result;
        return await FiguresAsync(step, result, page, log, foreign).ConfigureAwait(false);
    }

    private async Task<StepResult> FiguresAsync(BrowserStep step, StepResult result, IPage page, ElementLog log, ForeignHosts foreign)
    {
        try
        {
            // Two frames later what the step caused has been painted and told.
            double origin = await page.EvaluateAsync<double>("() => new Promise(done => { const end = () => done(performance.timeOrigin); requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(end, 0))); setTimeout(end, 500); })")
                .WaitAsync(TimeSpan.FromSeconds(3), time).ConfigureAwait(false);
            IReadOnlyList<PageElement> elements = await log.ElementsAsync().WaitAsync(TimeSpan.FromSeconds(3), time).ConfigureAwait(false);
            PageElement? document = elements.LastOrDefault(e => e.Type == "document");
            result = result with
            {
                Phases = step is OpenStep && document is not null && document.Phases.Sum <= result.Duration ? document.Phases : default,
                Page = new PageFigures { Url = page.Url.Split('?')[0], Vitals = _vitals.Read(origin), Elements = elements, ConsoleErrors = [.. log.Errors().Select(variables.Redact)] },
                BytesReceived = elements.Sum(e => e.Bytes ?? 0),
            };
            if (foreign.Fault() is { } fault) result = result with { Outcome = Outcome.Hijacked, Detail = variables.Redact(fault) };
            if (result.Outcome == Outcome.Ok || Artifact(step, result.Started) is not { } picture) return result;
            PageScreenshotOptions options = _secrets.Covered(new PageScreenshotOptions { Path = picture, Timeout = 3000 });
            await page.ScreenshotAsync(options).ConfigureAwait(false);
            await SmallPicture.TakeAsync(page, picture, options).ConfigureAwait(false);
            return result with { Artifacts = [.. result.Artifacts, picture] };
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException)
        {
            // A page that crashed or hangs has no figures and no picture; the step's own outcome stands.
            return result;
        }
    }

    private string? Artifact(BrowserStep step, DateTimeOffset started)
    {
        if (artifacts is null) return null;
        string name = string.Concat($"{journey.Name}-{started:yyyyMMdd'T'HHmmssfff}-{step.Name}".Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));
        return Path.Combine(artifacts, (name.Length <= 120 ? name : name[..120]) + ".png");
    }

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(BrowserJourney).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
