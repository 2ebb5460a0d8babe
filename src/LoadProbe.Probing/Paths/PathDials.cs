using System.Net;

namespace LoadProbe.Probing;

/// <summary>Whether paths can be traced here.</summary>
public static class PathDials
{
    /// <summary>Whether this user may hear what routers answer.</summary>
    public static bool AreAllowed
    {
        get
        {
            using PathSocket? socket = PathSocket.Open(PathProtocol.Icmp, IPAddress.Loopback, 0);
            return socket is not null;
        }
    }
}
