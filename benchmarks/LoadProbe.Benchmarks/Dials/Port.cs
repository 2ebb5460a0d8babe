using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Benchmarks;

/// <summary>Ports of 127.0.0.1.</summary>
internal static class Port
{
    /// <summary>One that nobody listens on at this moment.</summary>
    public static int Free()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
