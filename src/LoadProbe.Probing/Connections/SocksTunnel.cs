using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>A tunnel through a SOCKS 5 proxy (RFC 1928, and RFC 1929 for who we are). Names are left to it to look up.</summary>
internal static class SocksTunnel
{
    private const byte Version = 5, ByPassword = 2, None = 0, Connect = 1, V4 = 1, Name = 3, V6 = 4;

    /// <summary>Null when the tunnel is there.</summary>
    public static async Task<TunnelRefusal?> OpenAsync(Stream stream, Endpoint to, ProxyPass? pass, CancellationToken token)
    {
        byte[] answer = new byte[256];
        await stream.WriteAsync((byte[])(pass is null ? [Version, 1, None] : [Version, 2, None, ByPassword]), token).ConfigureAwait(false);
        await stream.ReadExactlyAsync(answer.AsMemory(0, 2), token).ConfigureAwait(false);
        if (answer[0] != Version) return new TunnelRefusal(Outcome.ProxyFailed, "something that is not SOCKS 5");
        if (answer[1] == ByPassword && pass is not null)
        {
            if (pass.User.Length > byte.MaxValue || pass.Password.Length > byte.MaxValue) return new TunnelRefusal(Outcome.ProxyFailed, "nothing yet: its user and password are of at most 255 bytes");
            await stream.WriteAsync((byte[])[1, (byte)pass.User.Length, .. pass.User, (byte)pass.Password.Length, .. pass.Password], token).ConfigureAwait(false);
            await stream.ReadExactlyAsync(answer.AsMemory(0, 2), token).ConfigureAwait(false);
            if (answer[1] != 0) return new TunnelRefusal(Outcome.ProxyFailed, "that user and password are not right");
        }
        else if (answer[1] != None)
        {
            return new TunnelRefusal(Outcome.ProxyFailed, "that it wants to know who we are");
        }

        await stream.WriteAsync(Request(to), token).ConfigureAwait(false);
        await stream.ReadExactlyAsync(answer.AsMemory(0, 5), token).ConfigureAwait(false);
        if (answer[1] != 0) return Refusal(answer[1]);
        // Where it connected from, which nobody needs: the first byte of that is read.
        int rest = answer[3] switch { V4 => 3, V6 => 15, _ => answer[4] } + 2;
        await stream.ReadExactlyAsync(answer.AsMemory(0, Math.Min(rest, answer.Length)), token).ConfigureAwait(false);
        return null;
    }

    private static byte[] Request(Endpoint to)
    {
        byte[] port = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(port, (ushort)to.Port);
        byte[] host = IPAddress.TryParse(to.Host, out IPAddress? literal)
            ? [literal.AddressFamily == AddressFamily.InterNetwork ? V4 : V6, .. literal.GetAddressBytes()]
            : [Name, (byte)to.Host.Length, .. Encoding.ASCII.GetBytes(to.Host)];
        return [Version, Connect, 0, .. host, .. port];
    }

    private static TunnelRefusal Refusal(byte code) => code switch
    {
        2 => new TunnelRefusal(Outcome.ProxyFailed, "that its rules do not allow it"),
        3 => new TunnelRefusal(Outcome.ConnectFailed, "that the network cannot be reached"),
        4 => new TunnelRefusal(Outcome.ConnectFailed, "that the host cannot be reached"),
        5 => new TunnelRefusal(Outcome.ConnectRefused, "that the connection was refused"),
        6 => new TunnelRefusal(Outcome.ConnectFailed, "that the way is too long"),
        _ => new TunnelRefusal(Outcome.ProxyFailed, $"no, with code {code}"),
    };
}
