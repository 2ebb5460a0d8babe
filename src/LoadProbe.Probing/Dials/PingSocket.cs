using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>What echo requests are sent from: the unprivileged ping socket where the system allows it, else a raw one.</summary>
public static class PingSocket
{
    /// <summary>Whether this user may send pings.</summary>
    public static bool IsAllowed
    {
        get
        {
            using Socket? socket = Open(AddressFamily.InterNetwork);
            return socket is not null;
        }
    }

    /// <summary>Null when this user may not.</summary>
    internal static Socket? Open(AddressFamily family)
    {
        ProtocolType protocol = family == AddressFamily.InterNetworkV6 ? ProtocolType.IcmpV6 : ProtocolType.Icmp;
        foreach (SocketType type in (SocketType[])[SocketType.Dgram, SocketType.Raw])
        {
            try
            {
                return new Socket(family, type, protocol);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AccessDenied or SocketError.ProtocolNotSupported or SocketError.OperationNotSupported)
            {
                // Not for this user: try the next kind.
            }
        }

        return null;
    }
}
