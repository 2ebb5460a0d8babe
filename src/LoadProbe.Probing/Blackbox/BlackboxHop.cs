using System.Net;

namespace LoadProbe.Probing;

/// <summary>One request of an HTTP probe over a connection of its own, and the head of its answer.</summary>
internal sealed class BlackboxHop(BlackboxCall call, BlackboxHttpClient client, BlackboxTlsClient tls, CookieContainer? cookies, BlackboxTrace trace) : IDisposable
{
    private const int MostHeadKilobytes = 1 << 10;

    private HttpMessageInvoker? _invoker;

    /// <summary>Null after saying why there is no answer.</summary>
    /// <param name="message">The request.</param>
    /// <param name="isAllowed">The URL's host is an address that was looked up and allowed.</param>
    /// <param name="serverName">The name to ask for and to check over TLS.</param>
    /// <param name="token">Ends it.</param>
    public async Task<HttpResponseMessage?> SendAsync(HttpRequestMessage message, bool isAllowed, string serverName, CancellationToken token)
    {
        Uri url = message.RequestUri!;
        BlackboxProxyWay? proxy = BlackboxProxyWay.Of(client.Proxy, url, call.Secrets);
        var way = new BlackboxHttpWay(call, client, tls, trace, proxy, serverName);
        bool forwards = proxy?.Forwards(url) == true;
        if (forwards) message.Headers.ProxyAuthorization = proxy!.Pass?.Basic;
        bool mayBeHttp2 = client.EnableHttp2 && url.Scheme == Uri.UriSchemeHttps;
        message.Version = mayBeHttp2 ? HttpVersion.Version20 : HttpVersion.Version11;
        message.VersionPolicy = mayBeHttp2 ? HttpVersionPolicy.RequestVersionOrLower : HttpVersionPolicy.RequestVersionExact;
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = cookies is not null,
            CookieContainer = cookies ?? new CookieContainer(),
            UseProxy = forwards,
            Proxy = forwards ? new WebProxy(new UriBuilder(proxy!.Address) { Scheme = Uri.UriSchemeHttp, UserName = "", Password = "" }.Uri) : null,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = MostHeadKilobytes,
            ConnectCallback = ConnectAsync,
        });
        try
        {
            HttpResponseMessage answer = await _invoker.SendAsync(message, token).ConfigureAwait(false);
            trace.Answered();
            return answer;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            call.Fail($"Error for HTTP request: {(e.InnerException ?? e).Message}");
            return null;
        }

        async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ending)
        {
            // The handler would go on connecting after the probe has ended.
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ending, token);
            return await way.ConnectAsync(url, isAllowed, either.Token).ConfigureAwait(false);
        }
    }

    public void Dispose() => _invoker?.Dispose();
}
