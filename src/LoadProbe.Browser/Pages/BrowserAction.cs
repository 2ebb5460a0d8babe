using System.Net;
using Microsoft.Playwright;

namespace LoadProbe.Browser;

/// <summary>Does in the page what one step says.</summary>
internal sealed class BrowserAction(IPage page, Variables variables, SecretFields secrets, string? picture)
{
    public async Task<StepResult> RunAsync(BrowserStep step, StepResult result, TimeSpan allowed)
    {
        float milliseconds = (float)Math.Max(1, allowed.TotalMilliseconds);
        switch (step)
        {
            case OpenStep open:
                return await OpenAsync(open, result, milliseconds).ConfigureAwait(false);
            case ClickStep click:
                await page.Find(click.Where, variables).ClickAsync(new LocatorClickOptions { Timeout = milliseconds }).ConfigureAwait(false);
                break;
            case FillStep fill:
                ILocator field = page.Find(fill.Where, variables);
                string value = fill.With.Resolve(variables);
                secrets.Know(field, value);
                await field.FillAsync(value, new LocatorFillOptions { Timeout = milliseconds }).ConfigureAwait(false);
                break;
            case SelectStep select:
                await page.Find(select.Where, variables).SelectOptionAsync(select.Option.Resolve(variables), new LocatorSelectOptionOptions { Timeout = milliseconds }).ConfigureAwait(false);
                break;
            case ExpectStep expect:
                await ExpectAsync(expect, milliseconds).ConfigureAwait(false);
                break;
            case ScreenshotStep screenshot:
                await page.ScreenshotAsync(secrets.Covered(new PageScreenshotOptions { Path = picture, FullPage = screenshot.FullPage, Timeout = milliseconds })).ConfigureAwait(false);
                return picture is null ? result : result with { Artifacts = [picture] };
        }

        return result;
    }

    private async Task<StepResult> OpenAsync(OpenStep step, StepResult result, float milliseconds)
    {
        IResponse? response = await page.GotoAsync(step.Url.Resolve(variables), new PageGotoOptions { Timeout = milliseconds, WaitUntil = WaitUntilState.Load }).ConfigureAwait(false);
        if (response is null) return result;
        ResponseServerAddrResult? server = await response.ServerAddrAsync().ConfigureAwait(false);
        result = result with
        {
            Status = response.Status,
            Remote = server is not null && IPAddress.TryParse(server.IpAddress.Trim('[', ']'), out IPAddress? address) ? new IPEndPoint(address, server.Port) : null,
        };
        return response.Status < 400 ? result : result with { Outcome = Outcome.StatusMismatch, Detail = $"status {response.Status}, expected below 400" };
    }

    private async Task ExpectAsync(ExpectStep step, float milliseconds)
    {
        if (step.Where is not null) await page.Find(step.Where, variables).First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Visible, Timeout = milliseconds }).ConfigureAwait(false);
        if (step.Title is not null) await MatchAsync("title", "() => document.title", step.Title, milliseconds).ConfigureAwait(false);
        if (step.Url is not null) await MatchAsync("address", "() => location.href", step.Url, milliseconds).ConfigureAwait(false);
    }

    // The condition is ours, so the page is asked again with each frame until it fits or the time is up.
    private async Task MatchAsync(string what, string script, Core.Match match, float milliseconds)
    {
        string seen = "";
        string? fault = "";
        using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(milliseconds));
        while (!late.IsCancellationRequested)
        {
            seen = await page.EvaluateAsync<string>($"() => new Promise(done => requestAnimationFrame(() => done(({script})())))").ConfigureAwait(false);
            fault = match.Fault(seen, variables);
            if (fault is null) return;
        }

        throw new BrowserFault(Outcome.TextMissing, $"{what} is \"{seen}\": {fault}");
    }
}
