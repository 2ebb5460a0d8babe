using System.Text;

namespace LoadProbe.Browser;

/// <summary>The head of an HTTP/1.1 message, and what was read after it.</summary>
/// <param name="Lines">Empty when there was no whole one: then all that came is in <paramref name="Rest"/>.</param>
internal readonly record struct MessageHead(string[] Lines, ReadOnlyMemory<byte> Rest)
{
    private const int Longest = 64 << 10;

    // Of one connection, and not of those at its other end.
    private static readonly string[] OfConnection = ["Connection:", "Proxy-Connection:", "Proxy-Authorization:", "Keep-Alive:"];

    public static async Task<MessageHead> ReadAsync(Stream from, CancellationToken token)
    {
        byte[] buffer = new byte[Longest];
        int length = 0;
        while (length < Longest && await from.ReadAsync(buffer.AsMemory(length), token).ConfigureAwait(false) is > 0 and int read)
        {
            int seen = Math.Max(0, length - 3);
            length += read;
            int end = buffer.AsSpan(seen, length - seen).IndexOf("\r\n\r\n"u8);
            if (end >= 0) return new MessageHead(Encoding.Latin1.GetString(buffer, 0, seen + end).Split("\r\n"), buffer.AsMemory(seen + end + 4, length - seen - end - 4));
        }

        return new MessageHead([], buffer.AsMemory(0, length));
    }

    /// <summary>A message for a connection that serves it alone: the next one may be for another server.</summary>
    public static byte[] OfOne(string first, IEnumerable<string> fields, ReadOnlyMemory<byte> rest)
    {
        IEnumerable<string> kept = fields.Where(f => !OfConnection.Any(name => f.StartsWith(name, StringComparison.OrdinalIgnoreCase)));
        return [.. Encoding.Latin1.GetBytes(string.Concat([first, "\r\n", .. kept.Select(f => f + "\r\n"), "Connection: close\r\n\r\n"])), .. rest.Span];
    }
}
