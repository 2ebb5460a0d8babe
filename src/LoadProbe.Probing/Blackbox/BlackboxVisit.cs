using System.Net;

namespace LoadProbe.Probing;

/// <summary>One walk through a URL and where it redirects to, as Go's client does it.</summary>
internal sealed class BlackboxVisit(BlackboxCall call, BlackboxTlsClient tls, BlackboxHttpForm form, BlackboxHttpFigures told) : IDisposable
{
    private const int MostRedirects = 10;

    private readonly BlackboxHttpClient _client = call.Module.Http.Client;
    private readonly CookieContainer _cookies = new();
    private BlackboxHop? _hop;
    private HttpResponseMessage? _answer;

    /// <summary>False = there is another redirect, which was not followed; of such an answer the body is not read.</summary>
    public bool HasEnded { get; private set; } = true;

    /// <summary>The answer that is judged; null after saying why there is none.</summary>
    /// <param name="target">As the request for the probe named it.</param>
    /// <param name="address">What it was looked up to; null = that is left to a proxy.</param>
    /// <param name="token">Ends it.</param>
    public async Task<HttpResponseMessage?> RunAsync(Uri target, IPAddress? address, CancellationToken token)
    {
        Uri first = address is null ? target : new UriBuilder(target) { Host = address.ToString(), UserName = "", Password = "" }.Uri;
        form.Introduce(target.UserInfo);
        string? host = form.Host ?? Named(target);
        string named = target.IdnHost.Trim('[', ']');
        (Uri url, string method, byte[]? body, Uri? from) = (first, call.Module.Http.Method, form.Body, null);
        while (true)
        {
            bool isFirstHost = url.Authority == first.Authority;
            bool confides = (isFirstHost || url.IdnHost == named || url.IdnHost == first.IdnHost) && !(first.Scheme == Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttps);
            call.Log.Say($"Making HTTP request: {method} {url.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped)}, host {host ?? url.Authority}");
            using HttpRequestMessage message = form.Message(url, method, host, body, confides);
            if (from is not null && !(from.Scheme == Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttps)) message.Headers.TryAddWithoutValidation("Referer", from.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped));
            string serverName = !isFirstHost ? url.IdnHost.Trim('[', ']') : _client.Tls.ServerName ?? named;
            if (await SendAsync(message, isFirstHost && address is not null, serverName, token).ConfigureAwait(false) is not { } answer) return null;
            if (BlackboxHttpRules.Values(answer, "Location") is not [{ Length: > 0 } location, ..] || !Redirects(answer, body)) return Ended(answer, true);
            if (!Uri.TryCreate(url, location, out Uri? next))
            {
                call.Fail($"Error for HTTP request: {location} is no address to be redirected to");
                return null;
            }

            told.Redirects++;
            call.Log.Say($"Received redirect, location {location}");
            if (told.Redirects > MostRedirects || !_client.FollowRedirects)
            {
                call.Log.Say("Not following redirect");
                return Ended(answer, false);
            }

            if (next.Scheme is not ("http" or "https"))
            {
                call.Fail($"Error for HTTP request: unsupported protocol scheme {next.Scheme}");
                return null;
            }

            if (answer.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther)
            {
                if (method is not ("GET" or "HEAD")) method = "GET";
                body = null;
            }

            // What redirects within itself goes on by the name it was called by.
            if (Uri.TryCreate(location, UriKind.Absolute, out Uri? whole) && whole.Scheme != Uri.UriSchemeFile) host = null;
            (from, url) = (url, next);
        }
    }

    public void Dispose()
    {
        _answer?.Dispose();
        _hop?.Dispose();
    }

    private async Task<HttpResponseMessage?> SendAsync(HttpRequestMessage message, bool isAllowed, string serverName, CancellationToken token)
    {
        Dispose();
        var trace = new BlackboxTrace(call.Time) { IsSecure = message.RequestUri!.Scheme == Uri.UriSchemeHttps };
        told.Begin(trace);
        _hop = new BlackboxHop(call, _client, tls, _cookies, trace);
        return _answer = await _hop.SendAsync(message, isAllowed, serverName, token).ConfigureAwait(false);
    }

    private HttpResponseMessage Ended(HttpResponseMessage answer, bool whole)
    {
        HasEnded = whole;
        told.Ends(answer);
        return answer;
    }

    private bool Redirects(HttpResponseMessage answer, byte[]? body) => (int)answer.StatusCode switch
    {
        301 or 302 or 303 => true,
        307 or 308 => body is null || !form.IsBodyOfFile,
        _ => false,
    };

    private static string Named(Uri url)
    {
        string host = url.IdnHost.Trim('[', ']');
        return url.IsDefaultPort ? (host.Contains(':') ? $"[{host}]" : host) : new Endpoint(host, url.Port).ToString();
    }
}
