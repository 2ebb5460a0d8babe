using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Core;

/// <summary>Addresses that are no host's on the open internet: some are never dialled, others only when their network is listed.</summary>
public static class SpecialAddresses
{
    private static readonly (IPNetwork Network, string Kind)[] Nevers =
    [
        .. Networks("a metadata address", "169.254.169.254/32", "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32", "fd00:ec2::/32", "fd20:ce::254/128", "fd00:42::42/128"),
        .. Networks("a link-local address", "169.254.0.0/16", "fe80::/10"),
        .. Networks("an address of no host", "0.0.0.0/8", "240.0.0.0/4", "::/128"),
        .. Networks("a multicast address", "224.0.0.0/4", "ff00::/8"),
        // The IPv4 address in it cannot be told, or is not where it leads.
        .. Networks("a tunnel's address", "2001::/32", "64:ff9b:1::/48"),
    ];

    private static readonly (IPNetwork Network, string Kind)[] Inners =
    [
        .. Networks("this machine", "127.0.0.0/8", "::1/128"),
        .. Networks("a private address", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15", "fc00::/7", "fec0::/10"),
    ];

    private static readonly IPNetwork[] Translated = [IPNetwork.Parse("64:ff9b::/96"), IPNetwork.Parse("::ffff:0:0:0/96"), IPNetwork.Parse("::/96")];
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>What an address that is never dialled is; null when it may be.</summary>
    public static string? Never(IPAddress address) => Kind(Nevers, address);

    /// <summary>The same of a network all of which is never dialled.</summary>
    public static string? Never(IPNetwork network)
    {
        foreach ((IPNetwork range, string kind) in Nevers)
        {
            if (range.PrefixLength <= network.PrefixLength && range.Contains(network.BaseAddress)) return kind;
        }

        return null;
    }

    /// <summary>What an address that only its network allows is; null when a name is enough.</summary>
    public static string? Inner(IPAddress address) => Kind(Inners, address);

    /// <summary>The IPv4 address that one of IPv6 leads to (mapped, translated or 6to4); any other as it is.</summary>
    public static IPAddress Bare(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.Equals(IPAddress.IPv6Any) || address.Equals(IPAddress.IPv6Loopback)) return address;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        ReadOnlySpan<byte> bytes = address.GetAddressBytes();
        foreach (IPNetwork network in Translated)
        {
            if (network.Contains(address)) return new IPAddress(bytes[12..]);
        }

        return SixToFour.Contains(address) ? new IPAddress(bytes[2..6]) : address;
    }

    private static string? Kind((IPNetwork Network, string Kind)[] ranges, IPAddress address)
    {
        foreach ((IPNetwork network, string kind) in ranges)
        {
            if (network.Contains(address)) return kind;
        }

        return null;
    }

    private static IEnumerable<(IPNetwork Network, string Kind)> Networks(string kind, params string[] networks) => networks.Select(n => (IPNetwork.Parse(n), kind));
}
