using System.Net.Http;
using System.Net.WebSockets;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>
/// One customer's HTTP connections: one request at a time goes over them. HTTP/1.1 is spoken by <see cref="Http1Connection"/>,
/// HTTP/2 and the beginning of a WebSocket by the framework's handler; connections are made by <see cref="Connector"/> for
/// both, so that each stage is measured and checked.
/// </summary>
public sealed class HttpConnections : IDisposable
{
    private readonly Target _target;
    private readonly ISecretStore? _secrets;
    private readonly Egress? _egress;
    private readonly ITargetWish? _wish;
    private readonly NetworkMeter? _network;
    private readonly TimeProvider _time;
    private readonly bool _keep;
    private readonly ProxyRoute? _proxy;
    private readonly Http1Connections _http1;
    private HttpMessageInvoker? _invoker;
    private CancellationToken _request;

    /// <param name="target">What may be connected to, and how its certificates are checked.</param>
    /// <param name="time">The clock.</param>
    /// <param name="keep">False = a new connection for each request.</param>
    /// <param name="secrets">Those that the target's proxy asks for, or the target itself in a handshake.</param>
    /// <param name="egress">What the agent's own limits allow; null = whatever the target does.</param>
    /// <param name="mark">What every request over them carries; null = nothing, as of a customer.</param>
    /// <param name="wish">Told what answers say of the pressure that they are answers to; null = there is none.</param>
    /// <param name="network">Knows of each connection; null = none does.</param>
    /// <param name="sample">Is told of each request over HTTP/1.1 that was answered; null = none is wanted.</param>
    public HttpConnections(Target target, TimeProvider time, bool keep = true, ISecretStore? secrets = null, Egress? egress = null, PressureMark? mark = null, ITargetWish? wish = null, NetworkMeter? network = null, RequestSample? sample = null)
    {
        Sample = sample;
        (_target, _secrets, _egress, Mark, _wish, _network) = (target, secrets, egress, mark, wish, network);
        Connector = new Connector(target, time, egress, network, secrets);
        if (target.Proxy is { } proxy) _proxy = new ProxyRoute(proxy, Connector, secrets ?? NoSecrets.Instance);
        _time = time;
        _keep = keep;
        Clock = new RequestClock(time);
        _http1 = new Http1Connections(Connector, _proxy, Clock, time, keep);
    }

    internal PressureMark? Mark { get; }

    internal RequestSample? Sample { get; }

    /// <summary>The times of the request under way, or of the last one.</summary>
    internal RequestClock Clock { get; }

    /// <summary>Makes all connections of the customer, HTTP or not.</summary>
    internal Connector Connector { get; }

    private HttpMessageInvoker Invoker => _invoker ??= Handler();

    /// <summary>Sends a request; the answer's head has arrived when this returns, its body has not. Null = to be sent again.</summary>
    internal ValueTask<HttpAnswer?> SendAsync(HttpRequest request, CancellationToken token) =>
        request.Version.Major == 1 ? _http1.SendAsync(request, token) : HandAsync(request, token);

    /// <summary>Sends a message by the handler.</summary>
    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
    {
        _request = token;
        _proxy?.Prepare(request);
        return Invoker.SendAsync(request, token);
    }

    /// <summary>The fields of a request that is made anew each time: its own, and the mark's.</summary>
    internal IEnumerable<(string Name, string Value)> Marked(IEnumerable<(string Name, string Value)> own, StepEffect effect) => Mark?.Fields(own, effect) ?? own;

    /// <summary>The head of an answer has arrived: what it says of the pressure is told.</summary>
    internal void Hear(HttpAnswer answer)
    {
        if (_wish is not null) TargetWord.Tell(_wish, answer, _time);
    }

    /// <summary>The same of a message by the handler.</summary>
    internal void Hear(HttpResponseMessage response)
    {
        if (_wish is not null) TargetWord.Tell(_wish, new HandlerAnswer(response, Stream.Null), _time);
    }

    /// <summary>The same of the answer to the beginning of a WebSocket, if there was one.</summary>
    internal void Hear(ClientWebSocket socket)
    {
        if (_wish is null || socket.HttpResponseHeaders is not { } headers) return;
        TargetWord.Tell(_wish, (int)socket.HttpStatusCode, name => headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault(), _time);
    }

    /// <summary>The next step uses addresses of this family alone: what is kept of another's is of no use to it.</summary>
    internal void Use(IpFamily family)
    {
        if (Connector.Family == family) return;
        Connector.Family = family;
        Renew();
    }

    /// <summary>Others to the same target by the same way.</summary>
    internal HttpConnections Apart() => new(_target, _time, _keep, _secrets, _egress, Mark, _wish, _network) { Connector = { Family = Connector.Family } };

    /// <summary>Whether it is the proxy that refused; null when it is the target's answer.</summary>
    internal DialException? Refusal(Uri url, int status) => _proxy?.Refusal(url, status);

    /// <summary>Opens a WebSocket, whose connection is its own from then on.</summary>
    internal Task OpenAsync(ClientWebSocket socket, Uri url, CancellationToken token)
    {
        _request = token;
        return socket.ConnectAsync(url, Invoker, token);
    }

    /// <summary>
    /// Begins anew, after a request that ended before it had a connection, or whose answer broke the rules: the handler may
    /// still be making a connection, and would let the next request wait for that, and fail with it.
    /// </summary>
    internal void Renew()
    {
        _http1.Close();
        _invoker?.Dispose();
        _invoker = null;
    }

    public void Dispose()
    {
        _http1.Dispose();
        _invoker?.Dispose();
    }

    private async ValueTask<HttpAnswer?> HandAsync(HttpRequest request, CancellationToken token)
    {
        HttpResponseMessage response = await SendAsync(request.ToMessage(), token).ConfigureAwait(false);
        return new HandlerAnswer(response, await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false));
    }

    private HttpMessageInvoker Handler() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = _proxy is not null,
        Proxy = _proxy,
        ActivityHeadersPropagator = null,
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        PooledConnectionLifetime = _keep ? Timeout.InfiniteTimeSpan : TimeSpan.Zero,
        ConnectCallback = ConnectAsync,
    });

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken token)
    {
        // The handler would go on connecting after the request it is for has ended.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(token, _request);
        var meter = new ConnectionMeter(Clock, _time) { IsShared = context.InitialRequestMessage.Version.Major == 2 };
        Clock.Making(meter);
        return await Connector.ReachAsync(context.InitialRequestMessage.RequestUri!, _proxy, meter, ending.Token).ConfigureAwait(false);
    }
}
