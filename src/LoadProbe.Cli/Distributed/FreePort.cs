using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Cli;

/// <summary>A port of 127.0.0.1 for a program that cannot take any free one by itself.</summary>
internal static class FreePort
{
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
