using System.Buffers.Binary;
using System.Text;

namespace LoadProbe.Capture.Tests;

/// <summary>DNS messages, and the packets they come in: 10.0.0.1:50000 asks 10.0.0.2:53.</summary>
internal static class DnsBytes
{
    public static byte[] Question(ushort id, string name, byte type = 16, int? size = null)
    {
        byte[] question = [(byte)(id >> 8), (byte)id, 1, 0, 0, 1, 0, 0, 0, 0, 0, (byte)(size is null ? 0 : 1), .. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0, 0, type, 0, 1];
        return size is { } most ? [.. question, 0, 0, 41, (byte)(most >> 8), (byte)most, 0, 0, 0, 0, 0, 0] : question;
    }

    public static byte[] Answer(ushort id, string name, bool truncated = false, int rest = 0, byte code = 0, byte type = 16)
    {
        byte[] answer = [.. Question(id, name, type), .. new byte[rest]];
        (answer[2], answer[3]) = ((byte)(0x81 | (truncated ? 2 : 0)), code);
        return answer;
    }

    /// <summary>As over TCP: with its length before it.</summary>
    public static byte[] Framed(byte[] message) => [(byte)(message.Length >> 8), (byte)message.Length, .. message];

    public static PacketFile Dns(this PacketFile file, bool client, byte[] message)
    {
        byte[] frame = FragmentBytes.Of(other => other.Datagram(client, message));
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(client ? 36 : 34), 53);
        return file.Frame(frame);
    }

    /// <summary>TCP from a port of 10.0.0.1 to port 53 of 10.0.0.2; flags as in its header.</summary>
    public static PacketFile DnsTcp(this PacketFile file, bool client, long sequence, long acknowledged, byte flags, byte[]? payload = null, ushort port = 40000)
    {
        byte[] frame = FragmentBytes.Of(other => other.Send(client, sequence, acknowledged, flags, payload, port: port));
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(client ? 36 : 34), 53);
        return file.Frame(frame, file.SnapLength is { } snap ? Math.Min(snap, frame.Length) : null);
    }

    public static PacketFile DnsConnect(this PacketFile file, ushort port = 40000) =>
        file.DnsTcp(true, 0, 0, 2, port: port).After(10).DnsTcp(false, 0, 1, 18, port: port).DnsTcp(true, 1, 1, 16, port: port);
}
