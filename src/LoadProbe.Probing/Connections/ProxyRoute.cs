using System.Net;

namespace LoadProbe.Probing;

/// <summary>
/// The way through a target's proxy. For http an HTTP proxy is asked for whole URLs, which is the handler's to write; for
/// all else a tunnel is asked for. What goes wrong with the proxy itself is our side's fault: nothing was learned of the target.
/// </summary>
internal sealed class ProxyRoute(Proxy proxy, Connector connector, ISecretStore secrets) : IWebProxy
{
    /// <summary>Not asked for: a request says by itself who asks.</summary>
    public ICredentials? Credentials { get; set; }

    public Uri GetProxy(Uri destination) => proxy.Address;

    public bool IsBypassed(Uri host) => !Forwards(host);

    /// <summary>Whether the proxy itself is given the request.</summary>
    public bool Forwards(Uri url) => proxy.Address.Scheme == Uri.UriSchemeHttp && url.Scheme == Uri.UriSchemeHttp;

    /// <summary>Gets a request on its way: refuses what may not be asked for, and says who asks.</summary>
    public void Prepare(HttpRequestMessage request)
    {
        Uri url = request.RequestUri!;
        connector.Permit(url.IdnHost, url.Port);
        if (!Forwards(url)) return;
        request.Headers.ProxyAuthorization = ProxyPass.Of(proxy, new Variables(secrets))?.Basic;
    }

    /// <summary>What the proxy that is given the request itself is told; null when it is the target, through a tunnel.</summary>
    public ForwardedBy? Forwarding(Uri url) => Forwards(url) ? new ForwardedBy(ProxyPass.Of(proxy, new Variables(secrets))?.Basic.ToString()) : null;

    /// <summary>A connection to the proxy for this URL, and over it a tunnel unless the proxy itself is given the request.</summary>
    public async Task<MeasuredStream> ConnectAsync(Uri url, ConnectionMeter meter, CancellationToken token)
    {
        // Not all requests are prepared: a WebSocket opens itself.
        connector.Permit(url.IdnHost, url.Port);
        MeasuredStream stream;
        meter.IsOnWayToProxy = true;
        try
        {
            stream = await connector.ConnectAsync(proxy.Address.IdnHost, proxy.Address.Port, meter, clocked: false, token).ConfigureAwait(false);
        }
        catch (DialException e) when (!e.Outcome.IsOurs())
        {
            throw new DialException(Outcome.ProxyFailed, $"proxy: {e.Message}", e);
        }

        // Until there is a tunnel it is still connecting.
        meter.IsOnWayToProxy = false;
        if (!Forwards(url)) await TunnelAsync(stream, new Endpoint(url.IdnHost, url.Port), meter, token).ConfigureAwait(false);
        stream.IsClocked = url.Scheme is "http" or "ws";
        return stream;
    }

    /// <summary>What a proxy's refusal of <paramref name="status"/> means; null when it is the target's own.</summary>
    public DialException? Refusal(Uri url, int status) =>
        Forwards(url) && status == (int)HttpStatusCode.ProxyAuthenticationRequired ? Failure(Outcome.ProxyFailed, url.Authority, "407") : null;

    private async Task TunnelAsync(MeasuredStream stream, Endpoint to, ConnectionMeter meter, CancellationToken token)
    {
        meter.Ready = 0;
        try
        {
            var variables = new Variables(secrets);
            Task<TunnelRefusal?> asked = proxy.Address.Scheme == Uri.UriSchemeHttp
                ? HttpTunnel.OpenAsync(stream, to, ProxyPass.Of(proxy, variables), token)
                : SocksTunnel.OpenAsync(stream, to, ProxyPass.Of(proxy, variables), token);
            if (await asked.ConfigureAwait(false) is { } refusal) throw Failure(refusal.Outcome, $"{to}", variables.Redact(refusal.Said));
            meter.Ready = connector.Now;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            if (e is DialException or OperationCanceledException) throw;
            throw new DialException(Outcome.ProxyFailed, $"proxy {proxy.Address.Authority}: the connection was lost before there was a tunnel to {to}: {e.Message}", e);
        }
    }

    private DialException Failure(Outcome outcome, string to, string said) => new(outcome, $"proxy {proxy.Address.Authority}, asked for {to}, said {said}");
}
