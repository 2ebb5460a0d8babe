using System.Net;
using System.Net.Security;

namespace LoadProbe.Probing;

/// <summary>Makes the connection for one request of an HTTP probe: through a proxy or straight there, with TLS for https.</summary>
internal sealed class BlackboxHttpWay(BlackboxCall call, BlackboxHttpClient client, BlackboxTlsClient tls, BlackboxTrace trace, BlackboxProxyWay? proxy, string serverName)
{
    /// <summary>Throws <see cref="DialException"/> after saying why there is none.</summary>
    /// <param name="url">Where the request goes.</param>
    /// <param name="isAllowed">Its host is an address that was looked up and allowed.</param>
    /// <param name="token">Ends it.</param>
    public async ValueTask<Stream> ConnectAsync(Uri url, bool isAllowed, CancellationToken token)
    {
        Uri first = proxy?.Address ?? url;
        IPEndPoint to = await FindAsync(first, isAllowed && proxy is null, token).ConfigureAwait(false);
        trace.LookedUp();
        Stream stream = await BlackboxSockets.ConnectAsync(call, to, null, token).ConfigureAwait(false) ?? throw new DialException(Outcome.ConnectFailed, $"no connection to {to}");
        try
        {
            if (proxy is not null) stream = await TunnelAsync(stream, proxy, url, isAllowed, token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        trace.HasConnected();
        if (url.Scheme != Uri.UriSchemeHttps)
        {
            trace.IsReady();
            return new BlackboxFirstByte(stream, trace);
        }

        trace.BeginsTls();
        List<SslApplicationProtocol> spoken = client.EnableHttp2 ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : [SslApplicationProtocol.Http11];
        SslStream secure = await tls.SecureAsync(call, stream, serverName, spoken, trace, token).ConfigureAwait(false) ?? throw new DialException(Outcome.TlsFailed, $"no TLS with {serverName}");
        trace.IsHttp2 = secure.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2;
        trace.IsReady();
        return secure;
    }

    private async Task<IPEndPoint> FindAsync(Uri to, bool isAllowed, CancellationToken token)
    {
        string host = to.IdnHost.Trim('[', ']');
        int port = to.Port > 0 ? to.Port : 1080;
        if (isAllowed) return new IPEndPoint(IPAddress.Parse(host), port);
        if (await BlackboxLookup.FindOtherAsync(call, host, port, token).ConfigureAwait(false) is not { } found) throw new DialException(Outcome.DnsFailed, $"{host} leads nowhere");
        if (proxy is null) trace.Resolved = found.Took;
        return new IPEndPoint(found.Address, port);
    }

    private async Task<Stream> TunnelAsync(Stream stream, BlackboxProxyWay way, Uri url, bool isAllowed, CancellationToken token)
    {
        var to = new Endpoint(url.IdnHost.Trim('[', ']'), url.Port);
        // The proxy looks names up itself: where they lead is not known here.
        if (!isAllowed && call.Egress?.Refusal(to.Host, to.Port) is { } refusal)
        {
            call.Fail($"{Outcome.EgressRefused.Word()}: {refusal}");
            throw new DialException(Outcome.EgressRefused, refusal);
        }

        if (way.Address.Scheme == Uri.UriSchemeHttps)
        {
            stream = await tls.SecureAsync(call, stream, way.Address.IdnHost, null, null, token).ConfigureAwait(false) ?? throw new DialException(Outcome.ProxyFailed, "no TLS with the proxy");
        }

        if (way.Forwards(url)) return stream;
        TunnelRefusal? refused = way.IsSocks
            ? await SocksTunnel.OpenAsync(stream, to, way.Pass, token).ConfigureAwait(false)
            : await HttpTunnel.OpenAsync(stream, to, way.Pass, token, Fields()).ConfigureAwait(false);
        if (refused is null) return stream;
        call.Fail($"The proxy {way.Address.Authority}, asked for {to}, said {refused.Said}");
        throw new DialException(refused.Outcome, refused.Said);
    }

    private string Fields() => string.Concat(client.Proxy.ConnectHeaders.SelectMany(h => h.Value.Select(v => $"{h.Key}: {v.Read(call.Secrets)?.ReplaceLineEndings(" ")}\r\n")));
}
