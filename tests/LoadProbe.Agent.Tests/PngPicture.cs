using System.Buffers.Binary;
using System.IO.Compression;

namespace LoadProbe.Agent.Tests;

/// <summary>The pixels of a PNG as browsers write it: eight bits a colour, not interlaced (ISO/IEC 15948).</summary>
internal sealed class PngPicture
{
    private readonly byte[] _pixels;
    private readonly int _bytesEach, _stride;

    public PngPicture(byte[] file)
    {
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10], file[..8]);
        using var packed = new MemoryStream();
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            ReadOnlySpan<byte> kind = file.AsSpan(at + 4, 4), content = file.AsSpan(at + 8, length);
            if (kind.SequenceEqual("IHDR"u8))
            {
                (Width, Height) = (BinaryPrimitives.ReadInt32BigEndian(content), BinaryPrimitives.ReadInt32BigEndian(content[4..]));
                Assert.Equal((8, 0), (content[8], content[12]));
                _bytesEach = content[9] switch { 2 => 3, 6 => 4, var other => throw new NotSupportedException($"colour type {other}") };
            }
            else if (kind.SequenceEqual("IDAT"u8))
            {
                packed.Write(content);
            }

            at += 12 + length;
        }

        packed.Position = 0;
        _stride = Width * _bytesEach;
        _pixels = new byte[_stride * Height];
        using var unpacking = new ZLibStream(packed, CompressionMode.Decompress);
        byte[] line = new byte[_stride];
        for (int y = 0; y < Height; y++)
        {
            int filter = unpacking.ReadByte();
            unpacking.ReadExactly(line);
            for (int i = 0; i < _stride; i++)
            {
                int left = i >= _bytesEach ? _pixels[(y * _stride) + i - _bytesEach] : 0, up = y > 0 ? _pixels[((y - 1) * _stride) + i] : 0, corner = y > 0 && i >= _bytesEach ? _pixels[((y - 1) * _stride) + i - _bytesEach] : 0;
                _pixels[(y * _stride) + i] = (byte)(line[i] + filter switch { 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Paeth(left, up, corner), _ => 0 });
            }
        }
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The colour at a place, as <c>#rrggbb</c>.</summary>
    public string this[int x, int y] => $"#{Convert.ToHexStringLower(_pixels, (y * _stride) + (x * _bytesEach), 3)}";

    private static int Paeth(int left, int up, int corner)
    {
        int guess = left + up - corner, a = Math.Abs(guess - left), b = Math.Abs(guess - up), c = Math.Abs(guess - corner);
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }
}
