using System.Buffers.Binary;

namespace LoadProbe.Capture;

/// <summary>Walks the frames of one direction of an HTTP/2 connection (RFC 9113 §4) and tells its owner what they bring to each stream.</summary>
internal sealed class Http2Frames(Http2Streams owner, bool client)
{
    private const byte DataFrame = 0, Headers = 1, ResetStream = 3, PushPromise = 5, GoAway = 7, Continuation = 9;
    private const byte EndStream = 1, EndHeaders = 4, Padded = 8, Priority = 0x20;
    private const int HeaderLength = 9, LargestBlock = 65_536, LargestFrame = 16_384, ResetLength = 4, GoAwayLength = 8, PriorityLength = 5, PromiseLength = 4;
    private readonly HpackDecoder decoder = new();
    private readonly byte[] header = new byte[HeaderLength];

    // The header block until now, and behind it what came of the frame.
    private byte[] block = [];
    private int blockLength, payloadLength, headerLength, preface, remaining;
    private byte type, flags;
    private uint stream, blockStream;
    private bool torn, lost, ends, promised;
    private long frameTime, blockTime;

    public static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    public void Clear()
    {
        decoder.Clear();
        blockLength = payloadLength = headerLength = remaining = 0;
        preface = client ? Preface.Length : 0;
        torn = lost = ends = promised = false;
        blockStream = 0;
    }

    public void Bytes(ReadOnlySpan<byte> bytes, long time)
    {
        if (preface > 0)
        {
            int part = Math.Min(preface, bytes.Length);
            preface -= part;
            bytes = bytes[part..];
        }
        // Frames often begin with a segment; nowhere else is a guess allowed.
        if (lost && !IsPlausible(bytes)) return;
        lost = false;
        while (bytes.Length > 0 && !lost)
        {
            if (headerLength < HeaderLength)
            {
                if (headerLength == 0) frameTime = time;
                int part = Math.Min(HeaderLength - headerLength, bytes.Length);
                bytes[..part].CopyTo(header.AsSpan(headerLength));
                headerLength += part;
                bytes = bytes[part..];
                if (headerLength == HeaderLength) Begin(time);
                continue;
            }
            int taken = Math.Min(remaining, bytes.Length);
            Collect(bytes[..taken]);
            bytes = bytes[taken..];
            Advance(taken, time);
        }
    }

    /// <summary>Only inside a frame, whose length is known, can bytes be missed without losing the way.</summary>
    public void Gap(long count, long time)
    {
        if (preface > 0 || headerLength < HeaderLength || count > remaining)
        {
            Lose();
            return;
        }
        torn |= type is Headers or PushPromise or Continuation;
        Advance((int)count, time);
    }

    private void Begin(long time)
    {
        remaining = Length(header);
        (type, flags) = (header[3], header[4]);
        stream = StreamOf(header);
        payloadLength = 0;
        if (blockLength > 0 && type != Continuation) DropBlock();
        if (type is Headers or PushPromise) (blockStream, blockTime, ends, promised) = (stream, frameTime, (flags & EndStream) != 0 && type == Headers, type == PushPromise);
        if (remaining == 0) End(time);
    }

    private void Advance(int count, long time)
    {
        remaining -= count;
        if (type is DataFrame) owner.Progress(client, stream, time);
        if (remaining == 0) End(time);
    }

    private void Collect(ReadOnlySpan<byte> bytes)
    {
        int wanted = type switch { Headers or PushPromise or Continuation => LargestBlock, ResetStream => ResetLength, GoAway => GoAwayLength, _ => 0 };
        int before = blockLength + payloadLength, room = wanted - (type is ResetStream or GoAway ? payloadLength : before);
        if (bytes.Length > room)
        {
            torn |= wanted == LargestBlock;
            bytes = bytes[..Math.Max(0, room)];
        }
        if (bytes.Length == 0) return;
        if (block.Length < before + bytes.Length) Array.Resize(ref block, Math.Max(512, Math.Max(block.Length * 2, before + bytes.Length)));
        bytes.CopyTo(block.AsSpan(before));
        payloadLength += bytes.Length;
    }

    private void End(long time)
    {
        headerLength = 0;
        ReadOnlySpan<byte> payload = block.AsSpan(blockLength, payloadLength);
        switch (type)
        {
            case DataFrame when (flags & EndStream) != 0:
                owner.Ended(client, stream, time);
                break;
            case Headers or PushPromise or Continuation:
                Strip();
                if ((flags & EndHeaders) != 0) EndOfBlock(time);
                break;
            case ResetStream when payload.Length == ResetLength:
                owner.Reset(stream, BinaryPrimitives.ReadUInt32BigEndian(payload), time);
                break;
            case GoAway when payload.Length == GoAwayLength:
                owner.GoneAway(client, BinaryPrimitives.ReadUInt32BigEndian(payload) & 0x7FFF_FFFF, BinaryPrimitives.ReadUInt32BigEndian(payload[4..]), time);
                break;
        }
        payloadLength = 0;
    }

    /// <summary>Leaves of a frame its part of the header block.</summary>
    private void Strip()
    {
        int from = 0, to = payloadLength;
        if (type != Continuation)
        {
            if ((flags & Padded) != 0 && payloadLength > 0) (from, to) = (1, to - block[blockLength]);
            from += type == PushPromise ? PromiseLength : (flags & Priority) != 0 ? PriorityLength : 0;
        }
        if (torn || from > to)
        {
            torn = true;
            return;
        }
        block.AsSpan(blockLength + from, to - from).CopyTo(block.AsSpan(blockLength));
        blockLength += to - from;
    }

    private void EndOfBlock(long time)
    {
        HeaderFields fields = default;
        if (torn) decoder.Tear();
        else fields = decoder.Read(block.AsSpan(0, blockLength));
        blockLength = 0;
        torn = false;
        if (promised) return;
        owner.Headers(client, blockStream, fields, blockTime, time);
        if (ends) owner.Ended(client, blockStream, time);
        // A continuation of nothing belongs to no stream.
        blockStream = 0;
    }

    private void DropBlock()
    {
        decoder.Tear();
        blockLength = 0;
        torn = false;
    }

    private void Lose()
    {
        lost = true;
        preface = headerLength = payloadLength = 0;
        DropBlock();
    }

    private static bool IsPlausible(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength || bytes[5] >= 0x80) return false;
        int length = Length(bytes);
        bool ofStream = StreamOf(bytes) != 0;
        return length <= LargestFrame && bytes[3] switch
        {
            DataFrame or Headers or PushPromise or Continuation => ofStream,
            2 => ofStream && length == PriorityLength,
            ResetStream => ofStream && length == ResetLength,
            4 => !ofStream && length % 6 == 0,
            6 => !ofStream && length == 8,
            GoAway => !ofStream && length >= GoAwayLength,
            8 => length == 4,
            _ => false,
        };
    }

    private static int Length(ReadOnlySpan<byte> header) => header[0] << 16 | header[1] << 8 | header[2];

    private static uint StreamOf(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt32BigEndian(header[5..]) & 0x7FFF_FFFF;
}
