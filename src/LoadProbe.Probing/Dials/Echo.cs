using System.Buffers.Binary;
using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>Echo request and reply, on the wire.</summary>
internal static class Echo
{
    public static void Write(Span<byte> packet, AddressFamily family, ushort id, ushort sequence)
    {
        packet.Clear();
        packet[0] = family == AddressFamily.InterNetworkV6 ? (byte)128 : (byte)8;
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], id);
        BinaryPrimitives.WriteUInt16BigEndian(packet[6..], sequence);
        for (int i = 8; i < packet.Length; i++) packet[i] = (byte)i;
        // The kernel fills in the checksum of ICMPv6 itself.
        if (family == AddressFamily.InterNetwork) BinaryPrimitives.WriteUInt16BigEndian(packet[2..], Checksum(packet));
    }

    /// <summary>Whether bytes received are the reply to a request. A ping socket sees only its own replies, and rewrites the id; a raw IPv4 socket sees all, with the IP header.</summary>
    public static bool Answers(ReadOnlySpan<byte> bytes, Socket socket, ushort sequence, ushort id)
    {
        bool raw = socket.SocketType == SocketType.Raw;
        if (raw && socket.AddressFamily == AddressFamily.InterNetwork)
        {
            if (bytes.Length < 20) return false;
            bytes = bytes[Math.Min(bytes.Length, (bytes[0] & 0x0F) * 4)..];
        }

        byte reply = socket.AddressFamily == AddressFamily.InterNetworkV6 ? (byte)129 : (byte)0;
        return bytes.Length >= 8 && bytes[0] == reply
            && BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) == sequence
            && (!raw || BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]) == id);
    }

    // The ones' complement sum of RFC 1071.
    private static ushort Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int i = 0; i + 1 < bytes.Length; i += 2) sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
        while (sum >> 16 != 0) sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~sum;
    }
}
