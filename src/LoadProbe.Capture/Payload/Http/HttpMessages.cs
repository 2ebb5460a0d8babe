namespace LoadProbe.Capture;

/// <summary>Walks the messages of one direction of an HTTP/1.x connection and tells its owner where each begins and ends.</summary>
internal sealed class HttpMessages(HttpTransactions owner, bool client)
{
    private const int LongestLine = 16384;

    private enum At : byte
    {
        StartLine, Field, Body, ChunkSize, ChunkData, ChunkEnd, Trailer, UntilClose, Lost, Opaque,
    }

    private byte[] line = [];
    private int lineLength;
    private At at;
    private long remaining, contentLength, begun;
    private bool chunked;

    public void Clear()
    {
        lineLength = 0;
        at = At.StartLine;
    }

    /// <summary>What follows is another protocol.</summary>
    public void GoOpaque() => at = At.Opaque;

    public bool IsOpaque => at == At.Opaque;

    /// <returns>What is of another protocol.</returns>
    public ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> bytes, long time)
    {
        if (at is At.Lost or At.UntilClose && (client ? HttpText.StartsRequest(bytes) : HttpText.StartsResponse(bytes)))
        {
            owner.Ended(client, time);
            Clear();
        }
        while (bytes.Length > 0 && at != At.Opaque)
        {
            if (at is At.Body or At.ChunkData)
            {
                int taken = (int)Math.Min(remaining, bytes.Length);
                bytes = bytes[taken..];
                remaining -= taken;
                owner.Progress(client, time);
                if (remaining == 0) EndOfData(time);
            }
            else if (at is At.UntilClose or At.Lost)
            {
                owner.Progress(client, time);
                return default;
            }
            else if (TakeLine(ref bytes, time, out ReadOnlySpan<byte> whole))
            {
                Line(whole, time);
                lineLength = 0;
            }
        }
        return bytes;
    }

    public void Gap(long count, long time)
    {
        if (at == At.Opaque) return;
        owner.Progress(client, time);
        if (at is At.Body or At.ChunkData && count <= remaining)
        {
            remaining -= count;
            if (remaining == 0) EndOfData(time);
        }
        else if (at != At.UntilClose)
        {
            at = At.Lost;
            lineLength = 0;
        }
    }

    /// <summary>Until then nobody could know that a message without a length was whole (RFC 9112 §6.3).</summary>
    public void Close(long time)
    {
        if (at != At.UntilClose) return;
        owner.Progress(client, time);
        End(time);
    }

    private bool TakeLine(ref ReadOnlySpan<byte> bytes, long time, out ReadOnlySpan<byte> whole)
    {
        if (at == At.StartLine && lineLength == 0)
        {
            // Empty lines between messages are tolerated.
            while (bytes.Length > 0 && bytes[0] is (byte)'\r' or (byte)'\n') bytes = bytes[1..];
            if (bytes.Length > 0) begun = time;
        }
        int end = bytes.IndexOf((byte)'\n');
        ReadOnlySpan<byte> part = end < 0 ? bytes : bytes[..end];
        bytes = end < 0 ? default : bytes[(end + 1)..];
        whole = part;
        if (end < 0 || lineLength > 0)
        {
            if (lineLength + part.Length > LongestLine)
            {
                at = At.Lost;
                lineLength = 0;
                return false;
            }
            if (line.Length < lineLength + part.Length) Array.Resize(ref line, Math.Max(256, Math.Max(line.Length * 2, lineLength + part.Length)));
            part.CopyTo(line.AsSpan(lineLength));
            lineLength += part.Length;
            whole = line.AsSpan(0, lineLength);
        }
        if (whole.Length > 0 && whole[^1] == '\r') whole = whole[..^1];
        return end >= 0;
    }

    private void Line(ReadOnlySpan<byte> text, long time)
    {
        // The chunk that ends a message is of it too, and often comes late and alone.
        if (at != At.StartLine) owner.Progress(client, time);
        switch (at)
        {
            case At.StartLine:
                contentLength = -1;
                chunked = false;
                at = owner.Began(client, text, begun, time) ? At.Field : At.Lost;
                break;
            case At.Field when text.Length == 0:
                EndOfFields(time);
                break;
            case At.Field:
                if (HttpText.TryContentLength(text, out long length)) contentLength = length;
                else if (HttpText.IsChunked(text)) chunked = true;
                else if (!client && HttpText.IsHttp2(text)) owner.OffersHttp2 = true;
                break;
            case At.ChunkSize:
                remaining = HttpText.ChunkSize(text);
                at = remaining < 0 ? At.Lost : remaining == 0 ? At.Trailer : At.ChunkData;
                break;
            case At.ChunkEnd:
                at = At.ChunkSize;
                break;
            case At.Trailer when text.Length == 0:
                End(time);
                break;
        }
    }

    private void EndOfFields(long time)
    {
        BodyKind kind = owner.BodyOf(client);
        if (kind == BodyKind.OtherProtocol)
        {
            owner.Ended(client, time);
            owner.Switch();
        }
        else if (kind == BodyKind.None || (!chunked && (contentLength == 0 || (client && contentLength < 0)))) End(time);
        else if (chunked) at = At.ChunkSize;
        else if (contentLength < 0) at = At.UntilClose;
        else
        {
            remaining = contentLength;
            at = At.Body;
        }
    }

    private void EndOfData(long time)
    {
        if (at == At.Body) End(time);
        else at = At.ChunkEnd;
    }

    private void End(long time)
    {
        owner.Ended(client, time);
        at = At.StartLine;
    }
}
