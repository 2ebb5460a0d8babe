namespace LoadProbe.Capture;

/// <summary>Walks the record headers of one direction of a TLS connection and collects its cleartext handshake messages.</summary>
internal sealed class TlsRecords(TlsConversation owner, bool client)
{
    public const byte ChangeCipherSpec = 20, Alert = 21, Handshake = 22, ApplicationData = 23;
    private const int LargestRecord = 16384 + 2048, LargestHello = 65536, AlertLength = 2, Warning = 1, Fatal = 2;
    private readonly byte[] header = new byte[5];
    private byte[] messages = [];
    private int headerLength, messagesLength, remaining;
    private byte type, alertLevel;
    private bool lost;
    private long recordOffset, recordTime;

    /// <summary>Nothing more is to be learned from this direction.</summary>
    public bool Finished { get; set; }

    /// <summary>From the ChangeCipherSpec on handshake messages are protected.</summary>
    public bool Protected { get; set; }

    public void Clear()
    {
        headerLength = messagesLength = remaining = 0;
        Finished = Protected = lost = false;
    }

    public void Bytes(long offset, ReadOnlySpan<byte> bytes, long time)
    {
        // Records often begin with a segment; nowhere else is a guess allowed.
        if (lost && (bytes.Length < 5 || !IsHeader(bytes))) return;
        lost = false;
        while (bytes.Length > 0 && !Finished && !lost)
        {
            if (headerLength < 5)
            {
                if (headerLength == 0) (recordOffset, recordTime) = (offset, time);
                int part = Math.Min(5 - headerLength, bytes.Length);
                bytes[..part].CopyTo(header.AsSpan(headerLength));
                headerLength += part;
                bytes = bytes[part..];
                offset += part;
                if (headerLength == 5 && !Begin(time)) return;
                continue;
            }
            int taken = Math.Min(remaining, bytes.Length);
            if (type == Handshake && !Protected) Collect(bytes[..taken], time);
            else if (type == Alert && !Protected) CollectAlert(bytes[..taken]);
            bytes = bytes[taken..];
            offset += taken;
            remaining -= taken;
            if (remaining == 0) End(time);
        }
    }

    /// <summary>Only inside a record, whose length is known, can bytes be missed without losing the way.</summary>
    public void Gap(long offset, long count, long time)
    {
        if (Finished) return;
        if (headerLength < 5 || count > remaining)
        {
            Lose(offset + count);
            return;
        }
        remaining -= (int)count;
        messagesLength = 0;
        if (remaining == 0) End(time);
    }

    private bool Begin(long time)
    {
        type = header[0];
        remaining = header[3] << 8 | header[4];
        if (!IsHeader(header))
        {
            Lose(recordOffset);
            return false;
        }
        owner.RecordBegan(client, type, remaining, recordOffset, recordTime);
        if (remaining == 0) End(time);
        return true;
    }

    private void End(long time)
    {
        headerLength = 0;
        owner.RecordEnded(client, type, time);
    }

    private void Collect(ReadOnlySpan<byte> bytes, long time)
    {
        if (messagesLength + bytes.Length > LargestHello)
        {
            messagesLength = 0;
            return;
        }
        if (messages.Length < messagesLength + bytes.Length) Array.Resize(ref messages, Math.Max(512, Math.Max(messages.Length * 2, messagesLength + bytes.Length)));
        bytes.CopyTo(messages.AsSpan(messagesLength));
        messagesLength += bytes.Length;
        int at = 0;
        while (messagesLength - at >= 4)
        {
            int length = messages[at + 1] << 16 | messages[at + 2] << 8 | messages[at + 3];
            if (messagesLength - at - 4 < length) break;
            owner.Message(client, messages[at], messages.AsSpan(at + 4, length), time);
            at += 4 + length;
        }
        messages.AsSpan(at, messagesLength - at).CopyTo(messages);
        messagesLength -= at;
    }

    // One in clear has two bytes; a protected one has more.
    private void CollectAlert(ReadOnlySpan<byte> bytes)
    {
        if ((header[3] << 8 | header[4]) != AlertLength) return;
        if (remaining == AlertLength) alertLevel = bytes[0];
        if (bytes.Length == remaining && alertLevel is Warning or Fatal) owner.Alerted(client, alertLevel == Fatal, bytes[^1]);
    }

    private static bool IsHeader(ReadOnlySpan<byte> bytes) =>
        bytes[0] is >= ChangeCipherSpec and <= ApplicationData + 1 && bytes[1] == 3 && (bytes[3] << 8 | bytes[4]) <= LargestRecord;

    private void Lose(long offset)
    {
        lost = true;
        headerLength = messagesLength = 0;
        owner.Lost(client, offset);
    }
}
