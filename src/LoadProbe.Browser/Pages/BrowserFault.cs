using Microsoft.Playwright;

namespace LoadProbe.Browser;

/// <summary>Why a step in a page did not end well.</summary>
internal sealed class BrowserFault(Outcome outcome, string detail) : Exception(detail)
{
    public Outcome Outcome { get; } = outcome;

    private static readonly (string Text, Outcome Outcome)[] Network =
    [
        ("ERR_NAME_NOT_RESOLVED", Outcome.DnsFailed),
        ("ERR_CONNECTION_REFUSED", Outcome.ConnectRefused),
        ("ERR_CONNECTION_TIMED_OUT", Outcome.ConnectTimedOut),
        ("ERR_CONNECTION_RESET", Outcome.ConnectionClosed),
        ("ERR_EMPTY_RESPONSE", Outcome.ConnectionClosed),
        ("ERR_CONNECTION_CLOSED", Outcome.ConnectionClosed),
        ("ERR_CERT_", Outcome.TlsUntrusted),
        ("ERR_SSL_", Outcome.TlsFailed),
        ("ERR_ADDRESS_UNREACHABLE", Outcome.ConnectFailed),
        ("ERR_TOO_MANY_REDIRECTS", Outcome.ProtocolError),
        ("ERR_INVALID_RESPONSE", Outcome.ProtocolError),
        ("Page crashed", Outcome.PageCrashed),
        ("Target crashed", Outcome.PageCrashed),
    ];

    /// <summary>What the driver's exception means for a step of this kind.</summary>
    public static (Outcome Outcome, string Detail) Of(Exception e, BrowserStep step, TimeSpan allowed, IBrowser browser)
    {
        string message = e.Message.Split('\n')[0].Trim();
        foreach ((string text, Outcome outcome) in Network)
        {
            if (e.Message.Contains(text, StringComparison.Ordinal)) return (outcome, message);
        }

        if (!browser.IsConnected) return (Outcome.BrowserFailed, "the browser ended while it was in use");
        bool late = e is TimeoutException;
        return step switch
        {
            OpenStep => late ? (Outcome.WaitTimedOut, $"the page did not load within {Durations.Text(allowed)}") : (Outcome.PageFailed, message),
            ExpectStep { Where.By: LocatorKind.Text } expect => (Outcome.TextMissing, $"{expect.Where} was not to be seen within {Durations.Text(allowed)}"),
            ExpectStep { Where: { } where } => (Outcome.ElementMissing, $"{where} was not to be seen within {Durations.Text(allowed)}"),
            ClickStep { Where: var where } => late ? Missing(where) : (Outcome.ActionFailed, message),
            FillStep { Where: var where } => late ? Missing(where) : (Outcome.ActionFailed, message),
            SelectStep { Where: var where } => late ? Missing(where) : (Outcome.ActionFailed, message),
            _ => (Outcome.ActionFailed, message),
        };

        (Outcome, string) Missing(Locator where) => (Outcome.ElementMissing, $"{where} could not be used within {Durations.Text(allowed)}: it is not there, hidden or disabled");
    }
}
