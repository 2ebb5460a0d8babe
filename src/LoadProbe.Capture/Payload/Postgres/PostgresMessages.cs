using System.Buffers.Binary;

namespace LoadProbe.Capture;

/// <summary>
/// Walks the messages of one direction of a PostgreSQL connection, protocol 3: a letter, a length that counts itself, a body. The first of a
/// client has no letter, nor has the answer to a question for encryption a length (PostgreSQL documentation, chapter 53).
/// </summary>
internal sealed class PostgresMessages(PostgresConversation owner, bool client)
{
    /// <summary>As much of a body is looked at.</summary>
    private const int Looked = 4096;
    private const int Header = 5;
    private const uint Longest = 1 << 30;
    private readonly byte[] head = new byte[Header];
    private byte[] body = [];
    private int headLength, bodyLength;
    private long remaining, begun;
    private bool inBody, startup, letter;

    /// <summary>What follows is of no interest, or not to be understood.</summary>
    public bool IsOpaque { get; set; }

    /// <summary>Where the next message begins is not known.</summary>
    public bool IsLost { get; private set; }

    public void Clear()
    {
        Restart();
        IsOpaque = letter = false;
        startup = client;
    }

    /// <summary>A message without a letter is next.</summary>
    public void ExpectStartup() => startup = true;

    /// <summary>One letter alone is next: whether the server will encrypt.</summary>
    public void ExpectLetter() => letter = true;

    public void Bytes(ReadOnlySpan<byte> bytes, long time)
    {
        if (IsLost && !TryResume(bytes)) return;
        while (bytes.Length > 0 && !IsOpaque && !IsLost)
        {
            if (letter)
            {
                letter = false;
                owner.Encryption(bytes[0]);
                bytes = bytes[1..];
            }
            else if (inBody) Body(ref bytes, time);
            else Head(ref bytes, time);
        }
    }

    public void Gap(long count, long time)
    {
        if (IsOpaque || IsLost) return;
        if (inBody && count <= remaining)
        {
            remaining -= count;
            if (remaining == 0) End(time);
            return;
        }
        Lose();
    }

    private void Head(ref ReadOnlySpan<byte> bytes, long time)
    {
        int need = startup ? Header - 1 : Header;
        if (headLength == 0) begun = time;
        int taken = Math.Min(need - headLength, bytes.Length);
        bytes[..taken].CopyTo(head.AsSpan(headLength));
        headLength += taken;
        bytes = bytes[taken..];
        if (headLength < need) return;
        uint length = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(need - 4));
        if (length is < 4 or > Longest || (!startup && !char.IsAsciiLetterOrDigit((char)head[0])))
        {
            Lose();
            return;
        }
        remaining = length - 4;
        bodyLength = 0;
        inBody = true;
        owner.Began(client, startup ? (byte)0 : head[0], begun, time);
        if (remaining == 0) End(time);
    }

    private void Body(ref ReadOnlySpan<byte> bytes, long time)
    {
        int taken = (int)Math.Min(remaining, bytes.Length);
        int looked = Math.Min(taken, Looked - bodyLength);
        if (looked > 0)
        {
            if (body.Length < bodyLength + looked) Array.Resize(ref body, Math.Min(Looked, Math.Max(256, 2 * (bodyLength + looked))));
            bytes[..looked].CopyTo(body.AsSpan(bodyLength));
            bodyLength += looked;
        }
        bytes = bytes[taken..];
        remaining -= taken;
        if (remaining == 0) End(time);
    }

    private void End(long time)
    {
        byte type = startup ? (byte)0 : head[0];
        headLength = 0;
        inBody = startup = false;
        owner.Ended(client, type, body.AsSpan(0, bodyLength), begun, time);
    }

    private void Lose()
    {
        IsLost = true;
        owner.Lost(client);
    }

    // Messages mostly begin with a segment; one that makes sense from its first letter on, and to its end, is taken for one.
    private bool TryResume(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Header || !PostgresText.IsType(client, bytes[0])) return false;
        uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]);
        if (length < 4 || length > bytes.Length - 1) return false;
        Restart();
        return true;
    }

    private void Restart()
    {
        headLength = bodyLength = 0;
        remaining = 0;
        inBody = IsLost = startup = false;
    }
}
