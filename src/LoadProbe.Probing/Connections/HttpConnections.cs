using System.Net.Http;
using System.Net.Security;
using System.Net.WebSockets;

namespace LoadProbe.Probing;

/// <summary>
/// One customer's HTTP connections: one request at a time goes over them. The framework's handler does HTTP;
/// connections are made by <see cref="Connector"/>, so that each stage is measured and checked.
/// </summary>
public sealed class HttpConnections : IDisposable
{
    private readonly Connector _connector;
    private readonly TimeProvider _time;
    private readonly bool _keep;
    private HttpMessageInvoker _invoker;
    private CancellationToken _request;

    /// <param name="target">What may be connected to, and how its certificates are checked.</param>
    /// <param name="time">The clock.</param>
    /// <param name="keep">False = a new connection for each request.</param>
    public HttpConnections(Target target, TimeProvider time, bool keep = true)
    {
        _connector = new Connector(target, time);
        _time = time;
        _keep = keep;
        Clock = new RequestClock(time);
        _invoker = Invoker();
    }

    /// <summary>The times of the request under way, or of the last one.</summary>
    internal RequestClock Clock { get; }

    /// <summary>Sends a request; the answer's headers have arrived when this returns, its body has not.</summary>
    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
    {
        _request = token;
        return _invoker.SendAsync(request, token);
    }

    /// <summary>Opens a WebSocket, whose connection is its own from then on.</summary>
    internal Task OpenAsync(ClientWebSocket socket, Uri url, CancellationToken token)
    {
        _request = token;
        return socket.ConnectAsync(url, _invoker, token);
    }

    /// <summary>
    /// Begins anew, after a request that ended before it had a connection: the handler may still be making one for it, and
    /// would let the next request wait for that, and fail with it.
    /// </summary>
    internal void Renew()
    {
        _invoker.Dispose();
        _invoker = Invoker();
    }

    public void Dispose() => _invoker.Dispose();

    private HttpMessageInvoker Invoker() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        PooledConnectionLifetime = _keep ? Timeout.InfiniteTimeSpan : TimeSpan.Zero,
        ConnectCallback = ConnectAsync,
    });

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken token)
    {
        // The handler would go on connecting after the request it is for has ended.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(token, _request);
        token = ending.Token;
        bool shared = context.InitialRequestMessage.Version.Major == 2;
        var meter = new ConnectionMeter(Clock, _time) { IsShared = shared };
        Clock.Making(meter);
        bool secure = context.InitialRequestMessage.RequestUri!.Scheme is "https" or "wss";
        MeasuredStream stream = await _connector.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, meter, clocked: !secure, token).ConfigureAwait(false);
        if (!secure) return stream;
        SslApplicationProtocol protocol = shared ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11;
        return await _connector.SecureAsync(stream, meter, context.DnsEndPoint.Host, [protocol], token).ConfigureAwait(false);
    }
}
