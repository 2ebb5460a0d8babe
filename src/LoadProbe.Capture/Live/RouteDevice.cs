using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace LoadProbe.Capture;

/// <summary>Finds the device on which packets to an address leave this machine.</summary>
internal static class RouteDevice
{
    /// <summary>Null when there is no route to it.</summary>
    public static string? Find(IPAddress target)
    {
        if (target.IsIPv4MappedToIPv6) target = target.MapToIPv4();
        if (IPAddress.IsLoopback(target)) return Loopback();
        using var socket = new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // Connecting a datagram socket asks the routing table and sends nothing.
            socket.Connect(target, 9);
        }
        catch (SocketException)
        {
            return null;
        }
        IPAddress local = ((IPEndPoint)socket.LocalEndPoint!).Address;
        // Packets to an own address never reach a card.
        return local.Equals(target) ? Loopback() : Owner(local);
    }

    private static string? Loopback() =>
        NetworkInterface.GetAllNetworkInterfaces().FirstOrDefault(card => card.NetworkInterfaceType == NetworkInterfaceType.Loopback)?.Name;

    private static string? Owner(IPAddress local) =>
        NetworkInterface.GetAllNetworkInterfaces()
            .FirstOrDefault(card => card.GetIPProperties().UnicastAddresses.Any(own => own.Address.Equals(local)))?.Name;
}
