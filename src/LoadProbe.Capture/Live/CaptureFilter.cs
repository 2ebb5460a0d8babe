using System.Globalization;
using System.Net;

namespace LoadProbe.Capture;

/// <summary>BPF text for the targets of a run.</summary>
internal static class CaptureFilter
{
    /// <summary>Port 0 stands for every port of the host.</summary>
    /// <param name="targets">Whose packets.</param>
    /// <param name="withDns">And those of names, of any host.</param>
    /// <param name="ownPortBits">Of connections to a target's port only those whose own port has none of these bits; 0 = all.</param>
    public static string For(IEnumerable<IPEndPoint> targets, bool withDns, int ownPortBits = 0)
    {
        IEnumerable<string> terms = targets.Select(target => Term(target, ownPortBits)).Distinct();
        // A later fragment has no ports.
        if (withDns) terms = terms.Append("port 53").Append("(ip proto 17 and ip[6:2] & 0x1fff != 0)").Append("ip6 proto 44");
        return string.Join(" or ", terms);
    }

    private static string Term(IPEndPoint target, int ownPortBits)
    {
        IPAddress address = Plain(target.Address);
        if (ownPortBits != 0 && target.Port != 0)
        {
            // libpcap has no tcp[] for IPv6, where ports are behind a header of 40 bytes.
            bool six = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
            (string source, string destination) = six ? ("ip6[40:2]", "ip6[42:2]") : ("tcp[0:2]", "tcp[2:2]");
            return string.Create(CultureInfo.InvariantCulture, $"(tcp and ((dst host {address} and dst port {target.Port} and {source} & {ownPortBits} = 0) or (src host {address} and src port {target.Port} and {destination} & {ownPortBits} = 0)))");
        }

        return target.Port == 0
            ? string.Create(CultureInfo.InvariantCulture, $"(host {address})")
            : string.Create(CultureInfo.InvariantCulture, $"(host {address} and (tcp port {target.Port} or {Later(address)}))");
    }

    private static string Later(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? "ip6 proto 44" : "(ip proto 6 and ip[6:2] & 0x1fff != 0)";

    /// <summary>Without IPv4 in IPv6 clothes and without a scope, neither of which is in a packet.</summary>
    public static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes()) : address;
}
