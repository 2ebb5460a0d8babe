using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>
/// Echo requests of one id. Routers that spread flows look at the checksum too, where the ports of others stand: the first
/// word after the header makes up for the sequence number, so that the checksum stays the same.
/// </summary>
internal sealed class IcmpPathSocket(IPAddress to, Socket errors) : PathSocket(to, errors)
{
    private const int Length = 40;

    private readonly ushort _id = (ushort)Random.Shared.Next(1, ushort.MaxValue);

    private bool IsV6 => To.AddressFamily == AddressFamily.InterNetworkV6;

    public override void Send(int ttl, int number)
    {
        Span<byte> packet = stackalloc byte[Length];
        packet.Clear();
        packet[0] = IsV6 ? (byte)128 : (byte)8;
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], _id);
        BinaryPrimitives.WriteUInt16BigEndian(packet[6..], (ushort)number);
        BinaryPrimitives.WriteUInt16BigEndian(packet[8..], (ushort)~number);
        // The kernel fills in that of ICMPv6 itself.
        if (!IsV6) BinaryPrimitives.WriteUInt16BigEndian(packet[2..], InternetChecksum.Of(packet));
        Send(Errors, packet, ttl);
    }

    protected override int? Number(byte protocol, ReadOnlySpan<byte> quoted) => quoted[0] == (IsV6 ? 128 : 8) ? Number(quoted) : null;

    protected override PathAnswer? Answer(ReadOnlySpan<byte> message, IPAddress from) =>
        message.Length >= 8 && message[0] == (IsV6 ? 129 : 0) && from.Equals(To) && Number(message) is { } number ? new PathAnswer(number, from, IsEnd: true) : null;

    private int? Number(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt16BigEndian(header[4..]) == _id ? BinaryPrimitives.ReadUInt16BigEndian(header[6..]) : null;
}
