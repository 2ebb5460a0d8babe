using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>
/// Datagrams from one port to one port; their lengths tell them apart, as every router quotes the length, and none of them
/// changes it.
/// </summary>
internal sealed class UdpPathSocket : PathSocket
{
    private const int Shortest = 12;
    private const int Lengths = 512;

    private readonly Socket _socket;
    private readonly int _port;
    private readonly int _own;
    private readonly int[] _numbers = new int[Lengths];

    public UdpPathSocket(IPAddress to, int port, Socket errors)
        : base(to, errors)
    {
        _port = port;
        _socket = new Socket(to.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        Reserve(_socket, Anywhere(to.AddressFamily));
        _own = ((IPEndPoint)_socket.LocalEndPoint!).Port;
    }

    public override void Send(int ttl, int number)
    {
        Span<byte> payload = stackalloc byte[Shortest + (number % Lengths)];
        payload.Clear();
        Volatile.Write(ref _numbers[number % Lengths], number);
        Send(_socket, payload, ttl, _port);
    }

    public override void Dispose()
    {
        base.Dispose();
        _socket.Dispose();
    }

    protected override int? Number(byte protocol, ReadOnlySpan<byte> quoted)
    {
        if (protocol != (byte)ProtocolType.Udp || BinaryPrimitives.ReadUInt16BigEndian(quoted) != _own || BinaryPrimitives.ReadUInt16BigEndian(quoted[2..]) != _port) return null;
        int length = BinaryPrimitives.ReadUInt16BigEndian(quoted[4..]) - 8 - Shortest;
        return length is >= 0 and < Lengths && Volatile.Read(ref _numbers[length]) is > 0 and int number ? number : null;
    }

    // Whoever listens at the port may answer anything, or nothing: it does not say which packet it got.
    protected override PathAnswer? Answer(ReadOnlySpan<byte> message, IPAddress from) => null;
}
