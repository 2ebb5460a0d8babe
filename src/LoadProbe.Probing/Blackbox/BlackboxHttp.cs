using System.Net;

namespace LoadProbe.Probing;

/// <summary>The prober http: requests a URL, follows redirects hop by hop, and holds the answer against the module.</summary>
internal static class BlackboxHttp
{
    public static async Task<bool> RunAsync(BlackboxCall call, CancellationToken token)
    {
        var told = new BlackboxHttpFigures(call.Figures);
        try
        {
            return await RunAsync(call, told, token).ConfigureAwait(false);
        }
        finally
        {
            told.Tell();
        }
    }

    private static async Task<bool> RunAsync(BlackboxCall call, BlackboxHttpFigures told, CancellationToken token)
    {
        BlackboxHttpProbe http = call.Module.Http;
        bool hasScheme = call.Target.StartsWith("http://", StringComparison.Ordinal) || call.Target.StartsWith("https://", StringComparison.Ordinal);
        if (!Uri.TryCreate(hasScheme ? call.Target : $"http://{call.Target}", UriKind.Absolute, out Uri? target)) return call.Fail($"Could not parse target URL {call.Target}");
        bool looksUp = !http.SkipResolvePhaseWithProxy || http.Client.Proxy.Address is null;
        IPAddress? address = null;
        if (looksUp)
        {
            if (await BlackboxLookup.FindAsync(call, Bare(target, call.Target), target.Port, http.Ip, token).ConfigureAwait(false) is not { } found) return false;
            (address, told.Resolved) = (found.Address, found.Took);
        }

        using BlackboxTlsClient? tls = BlackboxTlsClient.Create(call, http.Client.Tls, told.Saw);
        if (tls is null) return false;
        if (await BlackboxHttpForm.ReadAsync(call, http.Client, token).ConfigureAwait(false) is not { } form) return false;
        using var visit = new BlackboxVisit(call, tls, form, told);
        if (await visit.RunAsync(target, address, token).ConfigureAwait(false) is not { } answer) return false;
        return await JudgeAsync(call, told, answer, visit.HasEnded, token).ConfigureAwait(false);
    }

    // What stands for an address in some places only, such as 127.1, is left to the lookup, which knows none of the kind.
    private static string Bare(Uri url, string written) => url.HostNameType == UriHostNameType.IPv4 && !written.Contains(url.Host, StringComparison.Ordinal) ? "" : url.IdnHost.Trim('[', ']');

    private static async Task<bool> JudgeAsync(BlackboxCall call, BlackboxHttpFigures told, HttpResponseMessage answer, bool isLast, CancellationToken token)
    {
        BlackboxHttpProbe http = call.Module.Http;
        call.Log.Say($"Received HTTP response, status code {(int)answer.StatusCode}");
        bool success = http.IsValidStatus((int)answer.StatusCode) || call.Fail($"Invalid HTTP response status code {(int)answer.StatusCode}{(http.ValidStatusCodes.Count == 0 ? ", wanted 2xx" : $", valid ones are {string.Join(", ", http.ValidStatusCodes)}")}");
        if (success && BlackboxHttpRules.Mismatch(http, answer) is { } mismatch) success = told.FailByRegex(call, mismatch);
        var body = new BlackboxBody(http);
        if (isLast)
        {
            try
            {
                await body.ReadAsync(await answer.Content.ReadAsStreamAsync(token).ConfigureAwait(false), token).ConfigureAwait(false);
            }
            finally
            {
                told.BodyLength = body.Length;
                // Also of a body that did not come in time it is told how long that took.
                told.End();
            }

            if (success && body.Mismatch() is { } miss) success = told.FailByRegex(call, miss);
            if (body.Fault is { } fault) success = call.Fail($"Failed to read HTTP response body: {fault}");
        }

        told.End();
        if (http.ValidHttpVersions.Count > 0 && !http.ValidHttpVersions.Contains($"HTTP/{answer.Version.Major}.{answer.Version.Minor}")) success = call.Fail($"Invalid HTTP version HTTP/{answer.Version.Major}.{answer.Version.Minor}");
        if (told.IsSecure && http.FailIfSsl) success = call.Fail("Final request was over SSL");
        if (!told.IsSecure && http.FailIfNotSsl) success = call.Fail("Final request was not over SSL");
        return success;
    }
}
