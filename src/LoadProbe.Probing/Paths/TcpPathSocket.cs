using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>
/// SYN segments from one port to one port; their sequence numbers tell them apart. When the host answers that it would open a
/// connection, the kernel, which knows of none, resets it at once.
/// </summary>
internal sealed class TcpPathSocket : PathSocket
{
    private const int HeaderLength = 20;
    private const int ChecksumOffset = 16;

    // IPPROTO_IPV6 and IPV6_CHECKSUM (RFC 3542): the kernel fills in the checksum, at this offset.
    private const int OptionLevelV6 = 41, ChecksumOption = 7;

    private const byte Syn = 0x02, Rst = 0x04, Ack = 0x10;

    private readonly Socket _segments;
    private readonly Socket _reserved;
    private readonly IPAddress _from;
    private readonly int _port;
    private readonly int _own;

    // The first sequence number, as hard to guess as any.
    private readonly uint _base = (uint)Random.Shared.NextInt64(1L << 32);

    public TcpPathSocket(IPAddress to, int port, Socket errors, Socket segments)
        : base(to, errors)
    {
        (_port, _segments) = (port, segments);
        // The system says from which address it would go there.
        using (var way = new Socket(to.AddressFamily, SocketType.Dgram, ProtocolType.Udp))
        {
            way.Connect(to, port);
            _from = ((IPEndPoint)way.LocalEndPoint!).Address;
        }

        // Bound and never used, so that nobody else has this port meanwhile.
        _reserved = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        Reserve(_reserved, new IPEndPoint(_from, 0));
        _own = ((IPEndPoint)_reserved.LocalEndPoint!).Port;
        if (IsV6) _segments.SetRawSocketOption(OptionLevelV6, ChecksumOption, BitConverter.GetBytes(ChecksumOffset));
    }

    private bool IsV6 => To.AddressFamily == AddressFamily.InterNetworkV6;

    public override IReadOnlyList<Socket> Heard => [Errors, _segments];

    public override void Send(int ttl, int number)
    {
        Span<byte> segment = stackalloc byte[HeaderLength];
        segment.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(segment, (ushort)_own);
        BinaryPrimitives.WriteUInt16BigEndian(segment[2..], (ushort)_port);
        BinaryPrimitives.WriteUInt32BigEndian(segment[4..], _base + (uint)number);
        segment[12] = HeaderLength / 4 << 4;
        segment[13] = Syn;
        BinaryPrimitives.WriteUInt16BigEndian(segment[14..], 65_535);
        if (!IsV6) BinaryPrimitives.WriteUInt16BigEndian(segment[ChecksumOffset..], InternetChecksum.Of(segment, PseudoHeader()));
        Send(_segments, segment, ttl);
    }

    public override void Dispose()
    {
        base.Dispose();
        _segments.Dispose();
        _reserved.Dispose();
    }

    protected override int? Number(byte protocol, ReadOnlySpan<byte> quoted) =>
        protocol == (byte)ProtocolType.Tcp && BinaryPrimitives.ReadUInt16BigEndian(quoted) == _own && BinaryPrimitives.ReadUInt16BigEndian(quoted[2..]) == _port
            ? Number(BinaryPrimitives.ReadUInt32BigEndian(quoted[4..]))
            : null;

    // The raw socket sees every segment that this machine receives.
    protected override PathAnswer? Answer(ReadOnlySpan<byte> message, IPAddress from)
    {
        if (message.Length < HeaderLength || !from.Equals(To)) return null;
        if (BinaryPrimitives.ReadUInt16BigEndian(message) != _port || BinaryPrimitives.ReadUInt16BigEndian(message[2..]) != _own) return null;
        byte flags = message[13];
        if ((flags & Ack) == 0 || (flags & (Syn | Rst)) == 0) return null;
        return Number(BinaryPrimitives.ReadUInt32BigEndian(message[8..]) - 1) is { } number ? new PathAnswer(number, from, IsEnd: true) : null;
    }

    private int? Number(uint sequence) => sequence - _base is > 0 and <= ushort.MaxValue and uint number ? (int)number : null;

    private uint PseudoHeader()
    {
        Span<byte> header = stackalloc byte[12];
        _from.TryWriteBytes(header, out _);
        To.TryWriteBytes(header[4..], out _);
        header[9] = (byte)ProtocolType.Tcp;
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], HeaderLength);
        return InternetChecksum.Sum(header);
    }
}
