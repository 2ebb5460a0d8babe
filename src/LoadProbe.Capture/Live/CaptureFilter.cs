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
        if (withDns) terms = terms.Append("port 53");
        return string.Join(" or ", terms);
    }

    private static string Term(IPEndPoint target)
    {
        IPAddress address = Plain(target.Address);
        return target.Port == 0
            ? string.Create(CultureInfo.InvariantCulture, $"(host {address})")
            : string.Create(CultureInfo.InvariantCulture, $"(host {address} and tcp port {target.Port})");
    }

    /// <summary>Without IPv4 in IPv6 clothes and without a scope, neither of which is in a packet.</summary>
    public static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes()) : address;
}
