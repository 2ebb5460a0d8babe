using System.Text;

namespace LoadProbe.Probing.Tests;

/// <summary>Answers as no server would give them: right ones, changed here and there, the same ones for a seed.</summary>
internal static class Mutation
{
    private static readonly byte[][] Pieces =
    [
        "\r\n"u8.ToArray(), "\r\n\r\n"u8.ToArray(), "\n"u8.ToArray(), " "u8.ToArray(), ":"u8.ToArray(), [0], [0xFF], [0xFF, 0xFF, 0xFF, 0xFF], [0xC0, 0x0C], [0x80], "0\r\n"u8.ToArray(), "ffffffffffffffff\r\n"u8.ToArray(),
        "Content-Length: -1\r\n"u8.ToArray(), "Content-Length: 99999999999999999999\r\n"u8.ToArray(), "Transfer-Encoding: chunked\r\n"u8.ToArray(), "Content-Encoding: gzip\r\n"u8.ToArray(),
        "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), "Location: //\r\n"u8.ToArray(), "Set-Cookie: =;;;\r\n"u8.ToArray(), Encoding.UTF8.GetBytes("é茅台"), [.. Enumerable.Repeat((byte)'a', 300)],
    ];

    /// <summary>One to four changes: bits turned, pieces put in, taken away, doubled, or the end cut off.</summary>
    public static byte[] Of(ReadOnlySpan<byte> answer, Random random)
    {
        var bytes = new List<byte>(answer.ToArray());
        for (int change = random.Next(1, 5); change > 0 && bytes.Count > 0; change--)
        {
            int at = random.Next(bytes.Count), length = Math.Min(random.Next(1, 17), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, length);
                    break;
                case 4:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 5:
                    for (int i = at; i < at + length; i++) bytes[i] = (byte)random.Next(256);
                    break;
                default:
                    if (random.Next(4) == 0) bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
