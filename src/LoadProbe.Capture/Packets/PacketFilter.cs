using System.Globalization;
using System.Net;

namespace LoadProbe.Capture;

/// <summary>Which packets are meant: those that fit everything that is said. Of a fragment the addresses decide, as only the whole packet has ports. What is not TCP or UDP fits only where no address and no port is named.</summary>
public sealed class PacketFilter
{
    private readonly HashSet<(UInt128, bool)> hosts;
    private readonly HashSet<int> ports;
    private readonly long from, to;

    /// <param name="hosts">Of either end; none = every address.</param>
    /// <param name="ports">Of either end; none = every port.</param>
    /// <param name="from">The first instant; null = from the start.</param>
    /// <param name="to">The last instant; null = to the end.</param>
    public PacketFilter(IEnumerable<IPAddress>? hosts = null, IEnumerable<int>? ports = null, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        this.hosts = [.. (hosts ?? []).Select(host => (FlowKey.Number(host, out bool v6), v6))];
        this.ports = [.. ports ?? []];
        this.from = from is { } begin ? Nanoseconds.Of(begin) : long.MinValue;
        this.to = to is { } end ? Nanoseconds.Of(end) : long.MaxValue;
    }

    /// <summary>As it is written on a command line or in an address; null where it makes no sense.</summary>
    /// <param name="sign">What its names begin with: "--", or nothing.</param>
    /// <param name="hosts">Addresses.</param>
    /// <param name="ports">Numbers.</param>
    /// <param name="from">An instant, or how long ago; null = from the start.</param>
    /// <param name="to">The same; null = to the end.</param>
    /// <param name="now">What is so long ago is so long before this.</param>
    /// <param name="mistake">What is wrong with it, and what would be right.</param>
    public static PacketFilter? Read(string sign, IEnumerable<string?> hosts, IEnumerable<string?> ports, string? from, string? to, DateTimeOffset now, out string? mistake)
    {
        List<IPAddress> addresses = [];
        foreach (string? written in hosts)
        {
            mistake = $"{sign}host {written} is not an address: write for instance {sign}host 10.0.0.5, packets know no names";
            if (!IPAddress.TryParse(written, out IPAddress? host)) return null;
            addresses.Add(host);
        }

        List<int> numbers = [];
        foreach (string? written in ports)
        {
            mistake = $"{sign}port {written} is not a port, 0 to {ushort.MaxValue}";
            if (!ushort.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)) return null;
            numbers.Add(port);
        }

        DateTimeOffset? first = Instants.Read($"{sign}from", from, now, out mistake);
        if (mistake is not null) return null;
        DateTimeOffset? last = Instants.Read($"{sign}to", to, now, out mistake);
        if (mistake is not null) return null;
        if (first > last) mistake = $"{sign}from {from} is after {sign}to {to}: no packet is of both";
        return mistake is null ? new PacketFilter(addresses, numbers, first, last) : null;
    }

    /// <summary>Nanoseconds since 1970.</summary>
    internal long From => from;

    /// <summary>Nanoseconds since 1970.</summary>
    internal long To => to;

    internal bool Takes(in CapturedPacket packet)
    {
        if (packet.Time < from || packet.Time > to) return false;
        if (hosts.Count == 0 && ports.Count == 0) return true;
        Segment segment = default;
        ParseResult result = PacketParser.Parse(packet.Bytes, packet.WireLength, packet.LinkType, ref segment);
        if (result is ParseResult.FirstFragment or ParseResult.Fragment) return !Fragment.TryRead(packet, out Fragment part) || Takes(part.Key.Source, part.Key.Target, part.Key.V6);
        if (result is not (ParseResult.Read or ParseResult.Damaged)) return false;
        FlowKey key = segment.Key;
        return Takes(key.First, key.Second, key.V6)
            && (ports.Count == 0 || ports.Contains(key.FirstPort) || ports.Contains(key.SecondPort));
    }

    private bool Takes(UInt128 a, UInt128 b, bool v6) => hosts.Count == 0 || hosts.Contains((a, v6)) || hosts.Contains((b, v6));
}
