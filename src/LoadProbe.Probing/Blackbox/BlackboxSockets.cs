using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>Connects to an address that was looked up and allowed.</summary>
internal static class BlackboxSockets
{
    /// <summary>Null after saying why there is no connection.</summary>
    /// <param name="source">The address to dial from; null = the system's choice.</param>
    public static async Task<NetworkStream?> ConnectAsync(BlackboxCall call, EndPoint to, string? source, CancellationToken token)
    {
        bool isLocal = to is UnixDomainSocketEndPoint;
        var socket = new Socket(to.AddressFamily, SocketType.Stream, isLocal ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            if (!isLocal) socket.NoDelay = true;
            if (source is not null) socket.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
            await socket.ConnectAsync(to, token).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            if (e is OperationCanceledException) throw;
            call.Fail($"No connection to {to}: {e.Message}");
            return null;
        }
    }
}
