using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.WebSockets;

namespace LoadProbe.Probing;

/// <summary>
/// WebSocket steps: the request that opens it goes over the customer's HTTP connections and with the customer's cookies,
/// the <see cref="Conversation"/> over the connection that it got.
/// </summary>
internal sealed class WebSocketDial(Target target, HttpConnections connections, bool withTcpInfo, TimeProvider time)
{
    public async Task<StepResult> RunAsync(WebSocketStep step, CookieJar? cookies, Variables variables, TimeSpan allowed, CancellationToken token)
    {
        using var deadline = new Deadline(allowed, time, token);
        DateTimeOffset started = time.GetUtcNow();
        var result = new StepResult { Name = step.Name, Kind = step.Kind, Effect = step.Effect, Outcome = Outcome.Ok, Started = started, Duration = TimeSpan.Zero };
        if (Url(step, variables) is not { } url) return result with { Outcome = Outcome.AgentFault, Detail = variables.Redact($"\"{step.Url}\" did not become a ws address") };

        RequestClock clock = connections.Clock;
        using var socket = new ClientWebSocket();
        if (!TryPrepare(socket, step, url, cookies, variables, out string? bad)) return result with { Outcome = Outcome.AgentFault, Detail = bad };
        long start = time.GetTimestamp();
        clock.Start(start);
        Fault? fault = await OpenAsync(socket, step, url, clock, deadline).ConfigureAwait(false);
        connections.Hear(socket);
        Phases phases = clock.Phases(time.GetTimestamp());
        if (clock.Used is null) connections.Renew();
        clock.End();
        TcpInfo? tcp = null;
        if (fault is null)
        {
            using var conversation = new Conversation(socket, variables, deadline, time);
            fault = await conversation.RunAsync(step).ConfigureAwait(false);
            // A closed connection would no longer tell.
            if (withTcpInfo) tcp = clock.Used?.ReadTcpInfo();
            if (fault is null && step.Close) fault = await conversation.CloseAsync().ConfigureAwait(false);
            phases += conversation.Phases;
        }

        long end = time.GetTimestamp();
        TimeSpan duration = time.GetElapsedTime(start, end);
        fault ??= Fault.Late(duration, step.Within);
        return clock.Onto(result with
        {
            Outcome = fault?.Outcome ?? Outcome.Ok,
            Detail = fault is { } f ? variables.Redact($"{f.Detail} ({url.GetLeftPart(UriPartial.Path)})") : null,
            Duration = duration,
            Phases = phases,
            Status = socket.HttpStatusCode == 0 ? null : (int)socket.HttpStatusCode,
            HttpVersion = socket.HttpStatusCode == 0 ? null : "1.1",
        }, tcp);
    }

    private async Task<Fault?> OpenAsync(ClientWebSocket socket, WebSocketStep step, Uri url, RequestClock clock, Deadline deadline)
    {
        try
        {
            await connections.OpenAsync(socket, url, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            if (e is OperationCanceledException || deadline.Token.IsCancellationRequested) return Fault.Of(new OperationCanceledException(), clock.Stage, deadline);
            if (socket.HttpStatusCode is not (0 or HttpStatusCode.SwitchingProtocols)) return new Fault(Outcome.StatusMismatch, $"status {(int)socket.HttpStatusCode}, expected 101");
            return e.InnerException is { } inner ? Fault.Of(inner, clock.Stage, deadline) : new Fault(Outcome.ProtocolError, e.Message);
        }

        return step.Subprotocols.Count > 0 && socket.SubProtocol is null
            ? new Fault(Outcome.HeaderMismatch, $"header Sec-WebSocket-Protocol is absent: expected {string.Join(" or ", step.Subprotocols)}") : null;
    }

    private bool TryPrepare(ClientWebSocket socket, WebSocketStep step, Uri url, CookieJar? cookies, Variables variables, [NotNullWhen(false)] out string? fault)
    {
        fault = null;
        ClientWebSocketOptions options = socket.Options;
        options.CollectHttpResponseDetails = true;
        // What a step sends is what its file says.
        options.KeepAliveInterval = TimeSpan.Zero;
        foreach (string subprotocol in step.Subprotocols) options.AddSubProtocol(subprotocol);
        options.SetRequestHeader("User-Agent", RequestForm.UserAgent);
        string cookie = cookies?.Header(new UriBuilder(url) { Scheme = url.Scheme == "wss" ? "https" : "http" }.Uri) ?? "";
        if (cookie.Length > 0) options.SetRequestHeader("Cookie", cookie);
        foreach ((string name, string value) in connections.Marked(step.Headers.Select(h => (h.Name, h.Value.Resolve(variables))), step.Effect))
        {
            try
            {
                options.SetRequestHeader(name, value);
            }
            catch (ArgumentException)
            {
                fault = $"header {name}: \"{step.Headers.First(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value}\" did not become one line of text";
                return false;
            }
        }

        return true;
    }

    private Uri? Url(WebSocketStep step, Variables variables)
    {
        if (!Uri.TryCreate(target.Address, step.Url.Resolve(variables), out Uri? url)) return null;
        return url.Scheme switch
        {
            "ws" or "wss" => url,
            "http" or "https" => new UriBuilder(url) { Scheme = url.Scheme == "http" ? "ws" : "wss", Port = url.Port }.Uri,
            _ => null,
        };
    }
}
