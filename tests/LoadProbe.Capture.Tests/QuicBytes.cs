using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LoadProbe.Capture.Tests;

/// <summary>QUIC packets as they stand on the wire, and datagrams between 10.0.0.1:50000 and 10.0.0.2:443.</summary>
internal static class QuicBytes
{
    private const byte InitialType = 0xC0, HandshakeType = 0xE0, RetryType = 0xF0;

    public static byte[] Crypto(int offset, params byte[] bytes) => [6, .. Number(offset), .. Number(bytes.Length), .. bytes];

    /// <summary>An Initial of the client, filled up and sealed with the keys of its destination.</summary>
    public static byte[] Initial(byte[] destination, byte[] source, byte number, params byte[] frames)
    {
        byte[] plain = [.. frames, .. new byte[Math.Max(0, 1100 - frames.Length)]];
        byte[] header = [InitialType, 0, 0, 0, 1, (byte)destination.Length, .. destination, (byte)source.Length, .. source, 0, .. Number(1 + plain.Length + 16), number];
        var keys = new QuicKeys(destination, stackalloc byte[QuicKeys.Room]);
        byte[] nonce = keys.Iv.ToArray(), sealedPart = new byte[plain.Length], tag = new byte[16], mask = new byte[16];
        nonce[^1] ^= number;
        using var cipher = new AesGcm(keys.Key, 16);
        cipher.Encrypt(nonce, plain, sealedPart, tag, header);
        byte[] packet = [.. header, .. sealedPart, .. tag];
        using var aes = Aes.Create();
        aes.Key = keys.HeaderKey.ToArray();
        aes.EncryptEcb(packet.AsSpan(header.Length + 3, 16), mask, PaddingMode.None);
        packet[0] ^= (byte)(mask[0] & 0x0F);
        packet[header.Length - 1] ^= mask[1];
        return packet;
    }

    /// <summary>What the server answers; nobody here can open it.</summary>
    public static byte[] Handshake(byte[] destination, byte[] source) => [HandshakeType, 0, 0, 0, 1, (byte)destination.Length, .. destination, (byte)source.Length, .. source, .. Number(100), .. new byte[100]];

    public static byte[] Retry(byte[] destination, byte[] source) => [RetryType, 0, 0, 0, 1, (byte)destination.Length, .. destination, (byte)source.Length, .. source, .. new byte[36]];

    public static byte[] Short => [0x40, .. new byte[60]];

    public static PacketFile Datagram(this PacketFile file, bool client, byte[] payload, int? captured = null)
    {
        byte[] frame = [.. new byte[42], .. payload];
        frame[12] = 8;
        Span<byte> ip = frame.AsSpan(14), udp = frame.AsSpan(34);
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)(frame.Length - 14));
        ip[9] = 17;
        ip[12] = ip[16] = 10;
        ip[15] = (byte)(client ? 1 : 2);
        ip[19] = (byte)(client ? 2 : 1);
        BinaryPrimitives.WriteUInt16BigEndian(udp, (ushort)(client ? 50000 : 443));
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], (ushort)(client ? 443 : 50000));
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)(8 + payload.Length));
        return file.Frame(frame, captured);
    }

    private static byte[] Number(int value) => value < 64 ? [(byte)value] : [(byte)(0x40 | value >> 8), (byte)value];
}
