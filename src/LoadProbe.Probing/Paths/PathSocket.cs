using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>
/// What the packets of one trace are sent and answered on. All of them are one flow to whoever spreads flows over several
/// ways: what such routers look at is the same in each packet, and what tells packets apart is elsewhere.
/// </summary>
internal abstract class PathSocket(IPAddress to, Socket errors) : IDisposable
{
    /// <summary>The host.</summary>
    protected IPAddress To => to;

    /// <summary>Raw: what routers answer comes in here.</summary>
    protected Socket Errors => errors;

    /// <summary>Every socket on which something may come in.</summary>
    public virtual IReadOnlyList<Socket> Heard => [errors];

    /// <summary>Sends a packet that so many routers pass on, at the most.</summary>
    public abstract void Send(int ttl, int number);

    /// <summary>Null when this user may not open raw sockets.</summary>
    /// <exception cref="SocketException">This machine knows no way to the host, or has no port left.</exception>
    public static PathSocket? Open(PathProtocol by, IPAddress to, int port)
    {
        if (Raw(to.AddressFamily, to.AddressFamily == AddressFamily.InterNetworkV6 ? ProtocolType.IcmpV6 : ProtocolType.Icmp) is not { } errors) return null;
        Socket? segments = by == PathProtocol.Tcp ? Raw(to.AddressFamily, ProtocolType.Tcp) : null;
        try
        {
            return by switch
            {
                PathProtocol.Udp => new UdpPathSocket(to, port, errors),
                PathProtocol.Tcp => new TcpPathSocket(to, port, errors, segments!),
                _ => new IcmpPathSocket(to, errors),
            };
        }
        catch (SocketException)
        {
            // There is no way to the host, or no port left: nobody holds them yet.
            errors.Dispose();
            segments?.Dispose();
            throw;
        }
    }

    /// <summary>What has come in on one of the sockets; null when it is about none of these packets.</summary>
    public PathAnswer? Read(Socket on, ReadOnlySpan<byte> received, IPAddress from)
    {
        ReadOnlySpan<byte> message = IcmpError.WithoutHeader(received, to.AddressFamily);
        if (on != errors) return Answer(message, from);
        if (!IcmpError.TryRead(message, to.AddressFamily, out IcmpError error)) return Answer(message, from);
        if (!error.To.Equals(to) || Number(error.Protocol, error.Quoted) is not { } number) return null;
        bool isHost = from.Equals(to) || error.IsPort;
        return new PathAnswer(number, from, isHost || error.Unreachable is not null, isHost ? null : error.Unreachable);
    }

    public virtual void Dispose() => errors.Dispose();

    /// <summary>Which packet an error quotes; null = none of these.</summary>
    protected abstract int? Number(byte protocol, ReadOnlySpan<byte> quoted);

    /// <summary>What the host itself answers, if this is that.</summary>
    protected abstract PathAnswer? Answer(ReadOnlySpan<byte> message, IPAddress from);

    // A port of a raw socket means nothing, and that of IPv6 refuses any.
    protected void Send(Socket on, ReadOnlySpan<byte> packet, int ttl, int port = 0)
    {
        on.Ttl = (short)ttl;
        on.SendTo(packet, SocketFlags.None, new IPEndPoint(to, port));
    }

    /// <summary>Takes a port for a socket; one that gets none is closed.</summary>
    protected static void Reserve(Socket socket, IPEndPoint at)
    {
        try
        {
            socket.Bind(at);
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    protected static IPEndPoint Anywhere(AddressFamily family) => new(family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);

    private static Socket? Raw(AddressFamily family, ProtocolType protocol)
    {
        try
        {
            var socket = new Socket(family, SocketType.Raw, protocol);
            socket.Bind(Anywhere(family));
            return socket;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AccessDenied)
        {
            return null;
        }
    }
}
