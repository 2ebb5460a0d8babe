using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>
/// A ClientHello (RFC 8446, section 4.1.2) that offers TLS 1.3 and 1.2 and asks for the OCSP response (RFC 6066, section 8).
/// Of groups it offers P-256 alone, which every implementation of TLS 1.3 has (section 9.1).
/// </summary>
internal static class HelloBytes
{
    public const int P256 = 0x0017, StatusRequest = 5, SupportedVersions = 43, KeyShare = 51;

    /// <summary>The suites of TLS 1.3 that we can read.</summary>
    public const int Aes128 = 0x1301, Aes256 = 0x1302;

    private static readonly int[] Suites =
        [Aes128, Aes256, 0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0x009C, 0x009D, 0xC023, 0xC027, 0xC009, 0xC013, 0xC00A, 0xC014, 0x002F, 0x0035];

    private static readonly int[] Signatures = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0603, 0x0806, 0x0601, 0x0807, 0x0809, 0x080A, 0x080B];

    /// <summary>The message, without the header of its record.</summary>
    /// <param name="serverName">Null = none is asked for, as with an address.</param>
    /// <param name="point">Our key of P-256, uncompressed.</param>
    public static byte[] Message(string? serverName, ReadOnlySpan<byte> point)
    {
        byte[] extensions =
        [
            .. serverName is null ? [] : Extension(0, Vector(2, [0, .. Vector(2, Encoding.ASCII.GetBytes(serverName))])),
            .. Extension(StatusRequest, [1, 0, 0, 0, 0]),
            .. Extension(10, Vector(2, Shorts([P256]))),
            .. Extension(11, [1, 0]),
            .. Extension(13, Vector(2, Shorts(Signatures))),
            .. Extension(23, []),
            .. Extension(SupportedVersions, Vector(1, [3, 4, 3, 3])),
            .. Extension(KeyShare, Vector(2, [.. Shorts([P256]), .. Vector(2, point)])),
            .. Extension(0xFF01, [0]),
        ];
        byte[] body = [3, 3, .. RandomNumberGenerator.GetBytes(32), .. Vector(1, RandomNumberGenerator.GetBytes(32)), .. Vector(2, Shorts(Suites)), 1, 0, .. Vector(2, extensions)];
        return [1, .. Vector(3, body)];
    }

    private static byte[] Extension(int type, ReadOnlySpan<byte> content) => [.. Shorts([type]), .. Vector(2, content)];

    private static byte[] Vector(int lengthBytes, ReadOnlySpan<byte> content)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        return [.. length.AsSpan(4 - lengthBytes), .. content];
    }

    private static byte[] Shorts(ReadOnlySpan<int> values)
    {
        byte[] bytes = new byte[2 * values.Length];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2 * i), (ushort)values[i]);
        return bytes;
    }
}
