using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>The prober websocket: opens one, and has the module's conversation over it, message by message.</summary>
internal static class BlackboxWebSocket
{
    private const int LongestMessage = 4 << 20;

    public static async Task<bool> RunAsync(BlackboxCall call, CancellationToken token)
    {
        BlackboxWebSocketProbe probe = call.Module.WebSocket;
        foreach (string phase in (string[])["resolve", "connect", "processing", "transfer"]) Tell(call, phase, TimeSpan.Zero);
        Set(call, status: 0, upgraded: false, byRegex: false);
        if (!Uri.TryCreate(call.Target, UriKind.Absolute, out Uri? url) || url.Scheme is not ("ws" or "wss")) return call.Fail($"\"{call.Target}\" is no address of a WebSocket: ws://… or wss://…");
        string host = url.IdnHost.Trim('[', ']');
        using BlackboxTlsClient? tls = BlackboxTlsClient.Create(call, probe.Client.Tls, told: static _ => { });
        if (tls is null || await BlackboxLookup.FindAsync(call, host, url.Port, probe.Ip, token).ConfigureAwait(false) is not { } found) return false;
        Tell(call, "resolve", found.Took);

        using var socket = new ClientWebSocket();
        if (!await BlackboxWebSocketHeaders.AddAsync(call, socket.Options, token).ConfigureAwait(false)) return false;
        long start = call.Time.GetTimestamp(), connected = 0;
        using var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ConnectCallback = async (_, stop) =>
        {
            Stream stream = await ConnectAsync(call, tls, url, new IPEndPoint(found.Address, url.Port), probe.Client.Tls.ServerName ?? host, stop).ConfigureAwait(false);
            connected = call.Time.GetTimestamp();
            return stream;
        } };
        using var invoker = new HttpMessageInvoker(handler);
        try
        {
            await socket.ConnectAsync(url, invoker, token).ConfigureAwait(false);
        }
        catch (WebSocketException e)
        {
            token.ThrowIfCancellationRequested();
            return call.Fail($"Error dialing websocket: {(e.InnerException ?? e).Message}");
        }
        finally
        {
            long opened = call.Time.GetTimestamp();
            Tell(call, "connect", call.Time.GetElapsedTime(start, connected == 0 ? opened : connected));
            Tell(call, "processing", connected == 0 ? TimeSpan.Zero : call.Time.GetElapsedTime(connected, opened));
            Set(call, (int)socket.HttpStatusCode, socket.State == WebSocketState.Open, byRegex: false);
        }

        long begun = call.Time.GetTimestamp();
        try
        {
            return await ConverseAsync(call, socket, token).ConfigureAwait(false);
        }
        catch (WebSocketException e)
        {
            token.ThrowIfCancellationRequested();
            Set(call, (int)socket.HttpStatusCode, true, byRegex: true);
            return call.Fail($"Error on the connection: {e.Message}");
        }
        finally
        {
            Tell(call, "transfer", call.Time.GetElapsedTime(begun));
        }
    }

    private static async ValueTask<Stream> ConnectAsync(BlackboxCall call, BlackboxTlsClient tls, Uri url, IPEndPoint to, string serverName, CancellationToken token)
    {
        Stream plain = await BlackboxSockets.ConnectAsync(call, to, null, token).ConfigureAwait(false) ?? throw new DialException(Outcome.ConnectFailed, $"no connection to {to}");
        if (url.Scheme == "ws") return plain;
        return await tls.SecureAsync(call, plain, serverName, [SslApplicationProtocol.Http11], null, token).ConfigureAwait(false) ?? throw new DialException(Outcome.TlsFailed, $"no TLS with {serverName}");
    }

    // Each line awaits one message, where it awaits any: the next one must match. A message that does not come counts as one that does not match.
    private static async Task<bool> ConverseAsync(BlackboxCall call, ClientWebSocket socket, CancellationToken token)
    {
        foreach (BlackboxQueryResponse line in call.Module.WebSocket.QueryResponse)
        {
            string send = line.Send ?? "";
            if (line.Expect is { } pattern)
            {
                string? heard = await HearAsync(socket, token).ConfigureAwait(false);
                call.Log.Say(heard is null ? "The server closed the connection" : $"Read message {heard}");
                if (heard is null || pattern.Regex.Match(heard) is not { Success: true } match)
                {
                    Set(call, (int)socket.HttpStatusCode, true, byRegex: true);
                    return call.Fail($"Regexp did not match: {pattern}");
                }

                send = GoTemplate.Expand(send, pattern, match);
            }

            if (send.Length == 0) continue;
            call.Log.Say($"Sending message {send}");
            await socket.SendAsync(Encoding.UTF8.GetBytes(send).AsMemory(), WebSocketMessageType.Text, endOfMessage: true, token).ConfigureAwait(false);
        }

        return true;
    }

    private static async Task<string?> HearAsync(ClientWebSocket socket, CancellationToken token)
    {
        byte[] buffer = new byte[4096];
        using var whole = new MemoryStream();
        while (whole.Length <= LongestMessage)
        {
            ValueWebSocketReceiveResult got = await socket.ReceiveAsync(buffer.AsMemory(), token).ConfigureAwait(false);
            if (got.MessageType == WebSocketMessageType.Close) return null;
            whole.Write(buffer, 0, got.Count);
            if (got.EndOfMessage) return Encoding.UTF8.GetString(whole.GetBuffer(), 0, (int)whole.Length);
        }

        return null;
    }

    private static void Tell(BlackboxCall call, string phase, TimeSpan took) => call.Figures.Set("probe_websocket_duration_seconds", "Duration of websocket request by phase", took.TotalSeconds, ("phase", phase));

    private static void Set(BlackboxCall call, int status, bool upgraded, bool byRegex)
    {
        call.Figures.Set("probe_websocket_status_code", "Response HTTP status code", status);
        call.Figures.Set("probe_websocket_connection_upgraded", "Indicates if the websocket connection was successfully upgraded", upgraded ? 1 : 0);
        call.Figures.Set("probe_websocket_failed_due_to_regex", "Indicates if probe failed due to regex", byRegex ? 1 : 0);
    }
}
