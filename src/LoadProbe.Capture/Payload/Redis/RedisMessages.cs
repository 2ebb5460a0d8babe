using System.Buffers.Text;

namespace LoadProbe.Capture;

/// <summary>Walks the values of one direction of a Redis connection: RESP 2 and 3 (Redis documentation, serialization protocol).</summary>
internal sealed class RedisMessages(RedisConversation owner, bool client)
{
    private const int LongestLine = 1024, Deepest = 16, LongestWord = 64;
    private const long Longest = 1L << 30;
    private readonly byte[] line = new byte[LongestLine];
    private readonly byte[] word = new byte[LongestWord];
    private readonly long[] open = new long[Deepest];
    private int lineLength, wordLength, depth;
    private long remaining, begun;
    private bool inBody, inMessage, outOfBand, isLongLine;

    public bool IsOpaque { get; set; }

    public bool IsLost { get; private set; }

    public void Clear()
    {
        Restart();
        IsOpaque = false;
    }

    public void Bytes(ReadOnlySpan<byte> bytes, long time)
    {
        if (IsLost && !TryResume(bytes)) return;
        while (bytes.Length > 0 && !IsOpaque && !IsLost)
        {
            if (inBody) Body(ref bytes, time);
            else Line(ref bytes, time);
        }
    }

    public void Gap(long count, long time)
    {
        if (IsOpaque || IsLost) return;
        if (inBody && count <= remaining)
        {
            remaining -= count;
            if (remaining == 0) EndBody(time);
            return;
        }
        Lose();
    }

    /// <summary>Whether a payload begins with a command as clients write them: a list of texts.</summary>
    public static bool StartsCommand(ReadOnlySpan<byte> payload)
    {
        if (payload is not [(byte)'*', ..] || !Utf8Parser.TryParse(payload[1..], out int count, out int digits) || count is < 1 or > 1 << 20) return false;
        ReadOnlySpan<byte> rest = payload[(1 + digits)..];
        return rest is [(byte)'\r', (byte)'\n', (byte)'$', >= (byte)'0' and <= (byte)'9', ..];
    }

    private void Line(ref ReadOnlySpan<byte> bytes, long time)
    {
        if (!inMessage && lineLength == 0 && !isLongLine) begun = time;
        int end = bytes.IndexOf((byte)'\n');
        ReadOnlySpan<byte> part = end < 0 ? bytes : bytes[..end];
        bytes = end < 0 ? default : bytes[(end + 1)..];
        // The beginning of a long error is enough.
        int taken = Math.Min(part.Length, LongestLine - lineLength);
        part[..taken].CopyTo(line.AsSpan(lineLength));
        lineLength += taken;
        isLongLine |= taken < part.Length;
        if (end < 0) return;
        ReadOnlySpan<byte> whole = line.AsSpan(0, lineLength);
        (lineLength, isLongLine) = (0, false);
        if (whole is [.., (byte)'\r']) whole = whole[..^1];
        Value(whole, time);
    }

    private void Value(ReadOnlySpan<byte> text, long time)
    {
        if (text.IsEmpty)
        {
            Lose();
            return;
        }
        byte type = text[0];
        if (!inMessage) Begin(type, time);
        switch (type)
        {
            case (byte)'+' or (byte)'-' or (byte)':' or (byte)'_' or (byte)',' or (byte)'#' or (byte)'(':
                if (depth == 0) owner.Simple(client, text);
                EndValue(time);
                break;
            case (byte)'$' or (byte)'=' or (byte)'!': Sized(text, time); break;
            case (byte)'*' or (byte)'~' or (byte)'>': List(text, 1, time); break;
            case (byte)'%' or (byte)'|': List(text, 2, time); break;
            default: Lose(); break;
        }
    }

    private void Begin(byte type, long time)
    {
        // What is pushed answers nothing.
        outOfBand = !client && type is (byte)'>' or (byte)'|';
        (inMessage, wordLength) = (true, 0);
        if (!outOfBand) owner.Began(client, begun, time);
    }

    private void Sized(ReadOnlySpan<byte> text, long time)
    {
        if (!Utf8Parser.TryParse(text[1..], out long length, out int used) || used != text.Length - 1 || length is < -1 or > Longest)
        {
            Lose();
            return;
        }
        if (length < 0)
        {
            EndValue(time);
            return;
        }
        remaining = length + 2;
        inBody = true;
    }

    private void List(ReadOnlySpan<byte> text, int each, long time)
    {
        if (!Utf8Parser.TryParse(text[1..], out long count, out int used) || used != text.Length - 1 || count is < -1 or > Longest || depth == Deepest)
        {
            Lose();
            return;
        }
        if (count <= 0) EndValue(time);
        else open[depth++] = count * each;
    }

    private void Body(ref ReadOnlySpan<byte> bytes, long time)
    {
        int taken = (int)Math.Min(remaining, bytes.Length);
        if (client && wordLength < LongestWord && depth == 1)
        {
            int kept = Math.Min((int)Math.Min(taken, Math.Max(0, remaining - 2)), LongestWord - wordLength);
            bytes[..kept].CopyTo(word.AsSpan(wordLength));
            wordLength += kept;
        }
        bytes = bytes[taken..];
        remaining -= taken;
        if (remaining == 0) EndBody(time);
    }

    private void EndBody(long time)
    {
        inBody = false;
        // The first text of a command is its name.
        if (client && depth == 1) owner.Named(word.AsSpan(0, wordLength));
        wordLength = LongestWord;
        EndValue(time);
    }

    private void EndValue(long time)
    {
        while (depth > 0 && --open[depth - 1] == 0) depth--;
        if (depth > 0) return;
        inMessage = false;
        // Attributes stand before the answer that they are of.
        if (!outOfBand) owner.Ended(client, time);
    }

    private void Lose()
    {
        IsLost = true;
        owner.Lost();
    }

    private bool TryResume(ReadOnlySpan<byte> bytes)
    {
        if (client ? !StartsCommand(bytes) : bytes is not [(byte)'+' or (byte)'-' or (byte)':' or (byte)'$' or (byte)'*', ..]) return false;
        Restart();
        return true;
    }

    private void Restart()
    {
        lineLength = wordLength = depth = 0;
        remaining = 0;
        inBody = inMessage = outOfBand = isLongLine = IsLost = false;
    }
}
