using System.Net.Http;
using System.Net.Security;

namespace LoadProbe.Probing;

/// <summary>
/// The HTTP connections to one target: of one customer when dialling, shared by all when pressing. The framework's
/// handler does HTTP; connections are made by <see cref="Connector"/>, so that each stage is measured and checked.
/// </summary>
public sealed class HttpConnections : IDisposable
{
    private static readonly HttpRequestOptionsKey<RequestClock> ClockKey = new("loadprobe.clock");

    private readonly Connector _connector;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _invoker;

    public HttpConnections(Target target, TimeProvider time)
    {
        _connector = new Connector(target, time);
        _time = time;
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            ConnectCallback = ConnectAsync,
        });
    }

    /// <summary>Sends a request; the answer's headers have arrived when this returns, its body has not.</summary>
    internal async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, RequestClock clock, CancellationToken token)
    {
        request.Options.Set(ClockKey, clock);
        RequestClock.Current = clock;
        return await _invoker.SendAsync(request, token).ConfigureAwait(false);
    }

    public void Dispose() => _invoker.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken token)
    {
        var meter = new ConnectionMeter(_time);
        if (context.InitialRequestMessage.Options.TryGetValue(ClockKey, out RequestClock? clock)) clock.Made = meter;
        bool secure = context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttps;
        MeasuredStream stream = await _connector.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, meter, clocked: !secure, token).ConfigureAwait(false);
        if (!secure) return stream;
        SslApplicationProtocol protocol = context.InitialRequestMessage.Version.Major == 2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11;
        return await _connector.SecureAsync(stream, meter, context.DnsEndPoint.Host, [protocol], token).ConfigureAwait(false);
    }
}
