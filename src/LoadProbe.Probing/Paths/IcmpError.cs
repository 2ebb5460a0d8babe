using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>An ICMP error, with what it quotes of the packet that it is about (RFC 792, RFC 4443).</summary>
/// <param name="isPort">Nobody listens at the port: the host itself says so.</param>
/// <param name="unreachable">Why the packet was not passed on; null = its hops were used up.</param>
/// <param name="protocol">Of the quoted packet (IANA number).</param>
/// <param name="to">Where it was going.</param>
/// <param name="quoted">Its header after that of IP: at least 8 bytes.</param>
internal readonly ref struct IcmpError(bool isPort, string? unreachable, byte protocol, IPAddress to, ReadOnlySpan<byte> quoted)
{
    public bool IsPort => isPort;

    public string? Unreachable => unreachable;

    public byte Protocol => protocol;

    public IPAddress To => to;

    public ReadOnlySpan<byte> Quoted { get; } = quoted;

    /// <summary>Reads what a raw ICMP socket has received; without its IP header.</summary>
    /// <returns>False for anything else than an error that quotes enough.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, AddressFamily family, out IcmpError error)
    {
        error = default;
        bool v6 = family == AddressFamily.InterNetworkV6;
        if (message.Length < 8) return false;
        (byte exceeded, byte unreachable) = v6 ? ((byte)3, (byte)1) : ((byte)11, (byte)3);
        if (message[0] != exceeded && message[0] != unreachable) return false;
        ReadOnlySpan<byte> packet = message[8..];
        if (packet.Length < (v6 ? 40 : 20)) return false;
        int header = v6 ? 40 : (packet[0] & 0x0F) * 4;
        if (packet.Length < header + 8) return false;
        byte protocol = v6 ? packet[6] : packet[9];
        var to = new IPAddress(v6 ? packet[24..40] : packet[16..20]);
        string? why = message[0] == exceeded ? null : v6 ? Why6(message[1]) : Why4(message[1]);
        error = new IcmpError(message[0] == unreachable && message[1] == (v6 ? 4 : 3), why, protocol, to, packet[header..]);
        return true;
    }

    /// <summary>What a raw IPv4 socket gives begins with the IP header; IPv6's does not.</summary>
    public static ReadOnlySpan<byte> WithoutHeader(ReadOnlySpan<byte> received, AddressFamily family) =>
        family == AddressFamily.InterNetworkV6 ? received : received.Length < 20 ? [] : received[Math.Min(received.Length, (received[0] & 0x0F) * 4)..];

    private static string Why4(byte code) => code switch
    {
        0 or 6 or 11 => "network unreachable",
        1 or 7 or 12 => "host unreachable",
        2 => "protocol unreachable",
        3 => "port unreachable",
        4 => "packet too big",
        9 or 10 or 13 => "prohibited",
        _ => $"unreachable ({code})",
    };

    private static string Why6(byte code) => code switch
    {
        0 => "no route",
        1 or 5 or 6 => "prohibited",
        3 => "address unreachable",
        4 => "port unreachable",
        _ => $"unreachable ({code})",
    };
}
