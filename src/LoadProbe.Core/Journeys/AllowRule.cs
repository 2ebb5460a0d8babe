using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Core;

/// <summary>One permitted destination: a network or a host name, on one port or all.</summary>
public sealed record AllowRule(IPNetwork? Network, string? Host, int? Port)
{
    public bool Matches(string host, IPAddress address, int port) =>
        (Port is null || Port == port)
        && (Network is { } network ? network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
                                   : string.Equals(Host, host, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Reads <c>10.0.0.0/8</c>, <c>10.1.2.3</c>, <c>::1</c>, <c>[::1]</c> or <c>api.example.com</c>, each but a bare
    /// IPv6 one with or without a <c>:port</c>; null when it is none of these.
    /// </summary>
    public static AllowRule? Parse(string text)
    {
        bool bracketed = text.StartsWith('[');
        int colon = bracketed ? text.IndexOf("]:", StringComparison.Ordinal) + 1 : text.IndexOf(':');
        int? port = null;
        if (colon > 0 && (bracketed || colon == text.LastIndexOf(':')))
        {
            if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) || number == 0) return null;
            port = number;
            text = text[..colon];
        }

        if (bracketed) return text.EndsWith(']') && Address(text[1..^1]) is { AddressFamily: AddressFamily.InterNetworkV6 } inside ? new AllowRule(Single(inside), null, port) : null;
        if (text.Contains('/')) return IPNetwork.TryParse(text, out IPNetwork network) ? new AllowRule(network, null, port) : null;
        if (Address(text) is { } address) return new AllowRule(Single(address), null, port);
        // 443 and 256.1.1.1 pass for host names, but nobody has them.
        bool endsInNumber = text[(text.LastIndexOf('.') + 1)..].All(char.IsAsciiDigit);
        return !endsInNumber && Uri.CheckHostName(text) == UriHostNameType.Dns ? new AllowRule(null, text, port) : null;
    }

    // Only as it is usually written: 443, 0x7f.1 and 010.0.0.1 are addresses to the parser, but not the ones that were meant.
    private static IPAddress? Address(string text) =>
        IPAddress.TryParse(text, out IPAddress? address) && (address.AddressFamily == AddressFamily.InterNetworkV6 ? !text.Contains('[') : address.ToString() == text) ? address : null;

    private static IPNetwork Single(IPAddress address)
    {
        IPAddress bare = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return new IPNetwork(bare, bare.GetAddressBytes().Length * 8);
    }
}
