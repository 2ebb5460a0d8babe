using System.Security.Cryptography;

namespace LoadProbe.Capture;

/// <summary>The keys of a client's Initial packets, which follow from the connection id it chose: they hide nothing from who sees it (RFC 9001 §5.2).</summary>
internal readonly ref struct QuicKeys
{
    private const int TagLength = 16, SampleLength = 16, LongestNumber = 4;
    private readonly Span<byte> key, iv, headerKey;

    /// <param name="connection">The destination connection id of the client's first Initial, or of the first after a Retry.</param>
    /// <param name="room">For the keys.</param>
    public QuicKeys(scoped ReadOnlySpan<byte> connection, Span<byte> room)
    {
        Span<byte> secret = stackalloc byte[32], client = stackalloc byte[32];
        HKDF.Extract(HashAlgorithmName.SHA256, connection, Salt, secret);
        Expand(secret, "tls13 client in"u8, client);
        key = room[..16];
        iv = room.Slice(16, 12);
        headerKey = room.Slice(28, 16);
        Expand(client, "tls13 quic key"u8, key);
        Expand(client, "tls13 quic iv"u8, iv);
        Expand(client, "tls13 quic hp"u8, headerKey);
    }

    public const int Room = 44;

    public ReadOnlySpan<byte> Key => key;
    public ReadOnlySpan<byte> Iv => iv;
    public ReadOnlySpan<byte> HeaderKey => headerKey;

    private static ReadOnlySpan<byte> Salt => [0x38, 0x76, 0x2C, 0xF7, 0xF5, 0x59, 0x34, 0xB3, 0x4D, 0x17, 0x9A, 0xE6, 0xA4, 0xC8, 0x0C, 0xAD, 0xCC, 0xBB, 0x7F, 0x0A];

    /// <summary>Opens a whole Initial in place and says where its frames are; false when it was not sealed with these keys.</summary>
    public bool TryOpen(scoped Span<byte> packet, int numberAt, out Range frames)
    {
        frames = default;
        if (packet.Length < numberAt + LongestNumber + SampleLength) return false;
        Span<byte> mask = stackalloc byte[SampleLength], nonce = stackalloc byte[12];
        Mask(packet.Slice(numberAt + LongestNumber, SampleLength), mask);
        packet[0] ^= (byte)(mask[0] & 0x0F);
        int header = numberAt + (packet[0] & 3) + 1;
        iv.CopyTo(nonce);
        for (int i = numberAt; i < header; i++)
        {
            packet[i] ^= mask[1 + i - numberAt];
            nonce[nonce.Length - header + i] ^= packet[i];
        }
        Span<byte> sealedPart = packet[header..^TagLength];
        using var cipher = new AesGcm(key, TagLength);
        try
        {
            cipher.Decrypt(nonce, sealedPart, packet[^TagLength..], sealedPart, packet[..header]);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        frames = header..(packet.Length - TagLength);
        return true;
    }

    private void Mask(ReadOnlySpan<byte> sample, Span<byte> mask)
    {
        using var aes = Aes.Create();
        aes.Key = headerKey.ToArray();
        aes.EncryptEcb(sample, mask, PaddingMode.None);
    }

    private static void Expand(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label, Span<byte> key)
    {
        // Length, label and no context, each but the length with one of its own (RFC 8446 §7.1).
        Span<byte> info = stackalloc byte[4 + label.Length];
        info[0] = info[^1] = 0;
        info[1] = (byte)key.Length;
        info[2] = (byte)label.Length;
        label.CopyTo(info[3..]);
        HKDF.Expand(HashAlgorithmName.SHA256, secret, key, info);
    }
}
