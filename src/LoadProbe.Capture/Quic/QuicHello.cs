namespace LoadProbe.Capture;

/// <summary>Puts a ClientHello together from the CRYPTO frames of Initial packets, which come in any order (RFC 9000 §19.6).</summary>
internal sealed class QuicHello
{
    private const int Largest = 16_384, MostParts = 64, MessageHeader = 4;
    private const byte Padding = 0, Ping = 1, Ack = 2, AckCounted = 3, Crypto = 6, ClientHello = 1;

    // Ranges that are there, no two of which touch.
    private readonly List<(int From, int To)> parts = [];
    private byte[] bytes = [];

    /// <summary>Reads the frames of a packet up to one that has no place in an Initial. False when its CRYPTO frames bring nothing that was not there.</summary>
    public bool Read(ReadOnlySpan<byte> frames)
    {
        bool any = false, fresh = false;
        while (frames.Length > 0)
        {
            byte type = frames[0];
            frames = frames[1..];
            if (type is Padding or Ping) continue;
            if (type is Ack or AckCounted && TrySkipAck(ref frames, type == AckCounted)) continue;
            if (type != Crypto || !QuicNumber.TryRead(ref frames, out long offset) || !QuicNumber.TryRead(ref frames, out long length) || length > frames.Length) break;
            any = true;
            fresh |= Add(offset, frames[..(int)length]);
            frames = frames[(int)length..];
        }
        return fresh || !any;
    }

    /// <summary>The message without its header, when all of it is there.</summary>
    public bool TryBody(out ReadOnlySpan<byte> body)
    {
        body = default;
        int to = parts.Find(part => part.From == 0).To;
        if (to < MessageHeader || bytes[0] != ClientHello) return false;
        int length = bytes[1] << 16 | bytes[2] << 8 | bytes[3];
        if (to < MessageHeader + length) return false;
        body = bytes.AsSpan(MessageHeader, length);
        return true;
    }

    private bool Add(long offset, ReadOnlySpan<byte> piece)
    {
        if (piece.Length == 0 || offset + piece.Length > Largest) return false;
        (int from, int to) = ((int)offset, (int)offset + piece.Length);
        if (parts.Exists(part => part.From <= from && to <= part.To)) return false;
        if (bytes.Length < to) Array.Resize(ref bytes, Math.Max(to, Math.Min(Largest, bytes.Length * 2)));
        piece.CopyTo(bytes.AsSpan(from));
        for (int i = parts.Count - 1; i >= 0; i--)
        {
            if (parts[i].From > to || parts[i].To < from) continue;
            (from, to) = (Math.Min(from, parts[i].From), Math.Max(to, parts[i].To));
            parts.RemoveAt(i);
        }
        if (parts.Count < MostParts) parts.Add((from, to));
        return true;
    }

    private static bool TrySkipAck(ref ReadOnlySpan<byte> frames, bool counted)
    {
        // Largest, delay, number of further ranges, first range; two for each of them; three counts.
        if (!TrySkipNumbers(ref frames, 2) || !QuicNumber.TryRead(ref frames, out long ranges) || ranges > frames.Length) return false;
        return TrySkipNumbers(ref frames, 1 + 2 * ranges + (counted ? 3 : 0));
    }

    private static bool TrySkipNumbers(ref ReadOnlySpan<byte> frames, long count)
    {
        for (; count > 0; count--)
            if (!QuicNumber.TryRead(ref frames, out _)) return false;
        return true;
    }
}
