using System.IO.Compression;
using System.Security.Cryptography;

namespace LoadProbe.Link;

/// <summary>
/// A message down as what is sent of it: itself, or, where the server takes none that large, packed (Brotli) and in parts. They go the
/// way that the message would have gone, so that an agent needs no other permission for them.
/// </summary>
internal static class Parts
{
    /// <summary>All parts of one message together.</summary>
    public const int MostBytes = 32 << 20;

    /// <summary>The message that is in them.</summary>
    public const int MostWhole = 128 << 20;

    // For what a part says beside its bytes.
    private const int Room = 512;

    /// <param name="mostBytes">Of one message.</param>
    /// <returns>Null when it is too large even so.</returns>
    public static IReadOnlyList<byte[]>? Of(byte[] message, int mostBytes)
    {
        if (message.Length <= mostBytes) return [message];
        if (message.Length > MostWhole) return null;
        byte[] packed = Pack(message);
        if (packed.Length > MostBytes) return null;
        string name = Name(packed);
        // In base 64 three bytes are four.
        byte[][] parts = [.. packed.Chunk((mostBytes - Room) / 4 * 3)];
        return [.. parts.Select((bytes, i) => Wire.Write(new PartSent(name, i, parts.Length, bytes)))];
    }

    /// <summary>The message; null when it is none.</summary>
    public static SentDown? Open(byte[] packed, string name)
    {
        if (Name(packed) != name) return null;
        try
        {
            using var unpacking = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
            using var whole = new MemoryStream();
            byte[] some = new byte[1 << 16];
            while (unpacking.Read(some) is > 0 and int length)
            {
                if (whole.Length + length > MostWhole) return null;
                whole.Write(some, 0, length);
            }

            return Wire.ReadDown(whole.GetBuffer().AsSpan(0, (int)whole.Length));
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            return null;
        }
    }

    private static byte[] Pack(byte[] message)
    {
        using var packed = new MemoryStream();
        using (var packing = new BrotliStream(packed, CompressionLevel.Fastest)) packing.Write(message);
        return packed.ToArray();
    }

    private static string Name(byte[] packed) => Convert.ToHexStringLower(SHA256.HashData(packed));
}
