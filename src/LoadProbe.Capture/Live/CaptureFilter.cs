using System.Globalization;
using System.Net;

namespace LoadProbe.Capture;

/// <summary>BPF text for the targets of a run.</summary>
internal static class CaptureFilter
{
    /// <summary>Port 0 stands for every port of the host.</summary>
    public static string For(IEnumerable<IPEndPoint> targets, bool withDns)
    {
        IEnumerable<string> terms = targets.Select(Term).Distinct();
        // A later fragment has no ports.
        if (withDns) terms = terms.Append("port 53").Append("(ip proto 17 and ip[6:2] & 0x1fff != 0)").Append("ip6 proto 44");
        return string.Join(" or ", terms);
    }

    private static string Term(IPEndPoint target)
    {
        IPAddress address = Plain(target.Address);
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
