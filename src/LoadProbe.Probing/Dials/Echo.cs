using System.Buffers.Binary;
using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>Echo request and reply, on the wire.</summary>
internal static class Echo
{
    public const int HeaderSize = 8;

    public static void Write(Span<byte> packet, AddressFamily family, ushort id, ushort sequence)
    {
        Span<byte> payload = stackalloc byte[packet.Length - HeaderSize];
        for (int i = 0; i < payload.Length; i++) payload[i] = (byte)(HeaderSize + i);
        Write(packet, family, id, sequence, payload);
    }

    /// <param name="packet">What is left of it after the payload is zero.</param>
    /// <param name="family">Of the address that it goes to.</param>
    /// <param name="id">Whose it is.</param>
    /// <param name="sequence">Which of them it is.</param>
    /// <param name="payload">Cut where there is no room for more.</param>
    public static void Write(Span<byte> packet, AddressFamily family, ushort id, ushort sequence, ReadOnlySpan<byte> payload)
    {
        packet.Clear();
        packet[0] = family == AddressFamily.InterNetworkV6 ? (byte)128 : (byte)8;
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], id);
        BinaryPrimitives.WriteUInt16BigEndian(packet[6..], sequence);
        payload[..Math.Min(payload.Length, packet.Length - HeaderSize)].CopyTo(packet[HeaderSize..]);
        // The kernel fills in the checksum of ICMPv6 itself.
        if (family == AddressFamily.InterNetwork) BinaryPrimitives.WriteUInt16BigEndian(packet[2..], InternetChecksum.Of(packet));
    }

    /// <summary>Whether bytes received are the reply to a request. A ping socket sees only its own replies, and rewrites the id; a raw IPv4 socket sees all, with the IP header.</summary>
    public static bool Answers(ReadOnlySpan<byte> bytes, Socket socket, ushort sequence, ushort id)
    {
        bool raw = socket.SocketType == SocketType.Raw;
        bytes = Bare(bytes, socket);
        byte reply = socket.AddressFamily == AddressFamily.InterNetworkV6 ? (byte)129 : (byte)0;
        return bytes.Length >= HeaderSize && bytes[0] == reply
            && BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) == sequence
            && (!raw || BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]) == id);
    }

    /// <summary>Whether bytes received are the reply to this very request: all of it came back.</summary>
    public static bool Mirrors(ReadOnlySpan<byte> bytes, Socket socket, ReadOnlySpan<byte> request) =>
        Answers(bytes, socket, BinaryPrimitives.ReadUInt16BigEndian(request[6..]), BinaryPrimitives.ReadUInt16BigEndian(request[4..])) && Bare(bytes, socket) is var reply
        && reply[1] == 0 && reply[HeaderSize..].SequenceEqual(request[HeaderSize..]);

    private static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> bytes, Socket socket)
    {
        if (socket.SocketType != SocketType.Raw || socket.AddressFamily != AddressFamily.InterNetwork) return bytes;
        return bytes.Length < 20 ? default : bytes[Math.Min(bytes.Length, (bytes[0] & 0x0F) * 4)..];
    }
}
