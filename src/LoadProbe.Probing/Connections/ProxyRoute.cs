using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>
/// The way through a target's proxy. Over http the proxy is asked for whole URLs, which is the handler's to write; for
/// https it is asked for a tunnel. What goes wrong with the proxy itself is our side's fault: nothing was learned of the target.
/// </summary>
internal sealed class ProxyRoute(Proxy proxy, Connector connector, ISecretStore secrets) : IWebProxy
{
    private const int LongestAnswer = 16 << 10;

    /// <summary>Not asked for: what the proxy wants to know is in <see cref="Authorization"/>.</summary>
    public ICredentials? Credentials { get; set; }

    public Uri GetProxy(Uri destination) => proxy.Address;

    public bool IsBypassed(Uri host) => !Forwards(host);

    /// <summary>Whether the proxy itself is given the request.</summary>
    public static bool Forwards(Uri url) => url.Scheme == Uri.UriSchemeHttp;

    /// <summary>Gets a request on its way: refuses what may not be asked for, and says who asks.</summary>
    public void Prepare(HttpRequestMessage request)
    {
        Uri url = request.RequestUri!;
        connector.Permit(url.IdnHost, url.Port);
        if (!Forwards(url)) return;
        request.Headers.ProxyAuthorization = Authorization(new Variables(secrets));
    }

    /// <summary>A connection to the proxy, and over it a tunnel when one is wanted.</summary>
    public async Task<MeasuredStream> ConnectAsync(Endpoint? tunnelTo, ConnectionMeter meter, CancellationToken token)
    {
        MeasuredStream stream;
        meter.IsOnWayToProxy = true;
        try
        {
            stream = await connector.ConnectAsync(proxy.Address.IdnHost, proxy.Address.Port, meter, clocked: tunnelTo is null, token).ConfigureAwait(false);
        }
        catch (DialException e) when (!e.Outcome.IsOurs())
        {
            throw new DialException(Outcome.ProxyFailed, $"proxy: {e.Message}", e);
        }

        meter.IsOnWayToProxy = false;
        if (tunnelTo is not { } to) return stream;
        // Until there is a tunnel it is still connecting.
        meter.Ready = 0;
        try
        {
            await TunnelAsync(stream, to, token).ConfigureAwait(false);
            return stream;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            if (e is DialException or OperationCanceledException) throw;
            throw new DialException(Outcome.ProxyFailed, $"proxy {proxy.Address.Authority}: the connection was lost before there was a tunnel to {to}: {e.Message}", e);
        }
    }

    /// <summary>What a proxy's refusal of <paramref name="status"/> means; null when it is the target's own.</summary>
    public DialException? Refusal(Uri url, HttpStatusCode status) =>
        Forwards(url) && status == HttpStatusCode.ProxyAuthenticationRequired ? Failure(url.Authority, "407") : null;

    private async Task TunnelAsync(MeasuredStream stream, Endpoint to, CancellationToken token)
    {
        var variables = new Variables(secrets);
        string who = Authorization(variables) is { } authorization ? $"Proxy-Authorization: {authorization}\r\n" : "";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {to} HTTP/1.1\r\nHost: {to}\r\n{who}\r\n"), token).ConfigureAwait(false);
        byte[] answer = new byte[LongestAnswer];
        int length = 0, end;
        while ((end = answer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            int read = length == LongestAnswer ? 0 : await stream.ReadAsync(answer.AsMemory(length), token).ConfigureAwait(false);
            if (read == 0) throw Failure($"{to}", length == 0 ? "nothing, and closed the connection" : "no whole answer");
            length += read;
        }

        string line = variables.Redact(Encoding.Latin1.GetString(answer, 0, answer.AsSpan().IndexOf("\r\n"u8)));
        bool isHttp = line.StartsWith("HTTP/1.", StringComparison.Ordinal) && line.Length >= 12;
        // A proxy that could not reach the target has told us something of the target.
        if (isHttp && line[9..12] is "502" or "503" or "504") throw new DialException(Outcome.ConnectFailed, $"no connection to {to}: proxy {proxy.Address.Authority} said {line}");
        if (!isHttp || line[9] != '2') throw Failure($"{to}", line);
        if (length > end + 4) throw Failure($"{to}", "more than its answer");
    }

    private DialException Failure(string to, string said) => new(Outcome.ProxyFailed, $"proxy {proxy.Address.Authority}, asked for {to}, said {said}");

    private AuthenticationHeaderValue? Authorization(Variables variables) => proxy.User is null ? null
        : new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{proxy.User.Resolve(variables)}:{proxy.Password?.Resolve(variables)}")));
}
