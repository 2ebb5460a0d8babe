using System.Net;

namespace LoadProbe.Probing;

/// <summary>The prober tcp: connects, with TLS if the module says so, and has the module's conversation.</summary>
internal static class BlackboxTcp
{
    public static async Task<bool> RunAsync(BlackboxCall call, CancellationToken token)
    {
        BlackboxTcpProbe tcp = call.Module.Tcp;
        BlackboxConversation.Begin(call.Figures);
        if (!Endpoint.TryParse(call.Target, null, out Endpoint to)) return call.Fail($"Error splitting target address and port: \"{call.Target}\" is no host:port");
        if (await BlackboxLookup.FindAsync(call, to.Host, to.Port, tcp.Ip, token).ConfigureAwait(false) is not { } found) return false;
        if (tcp.SourceAddress is { } source) call.Log.Say($"Using local address {source}");
        // As with the exporter the name that a request gives stands in only where the module gives none.
        string serverName = tcp.Tls.ServerName ?? (call.HostName.Length > 0 ? call.HostName : to.Host);
        var conversation = new BlackboxConversation(call, tcp.QueryResponse, tcp.Tls, serverName);
        return await conversation.RunAsync(new IPEndPoint(found.Address, to.Port), tcp.SourceAddress, tcp.UsesTls, token).ConfigureAwait(false);
    }
}
