using System.Buffers.Binary;

namespace LoadProbe.Capture;

/// <summary>Reads the options of a TCP header (RFC 9293 §3.2, RFC 7323, RFC 2018, RFC 8684 §3) over a span. What contradicts itself ends the list.</summary>
internal static class TcpOptions
{
    private const byte End = 0, Nothing = 1, MaximumSegment = 2, WindowScale = 3, Sack = 5, Timestamps = 8, Multipath = 30;

    // NOP, NOP, timestamps: what nearly every segment of a connection with timestamps carries and nothing else.
    private const uint OnlyTimestamps = 0x0101_080A;

    public static void Read(ReadOnlySpan<byte> options, ref Segment segment)
    {
        segment.WindowScale = -1;
        if (options.Length == 12 && BinaryPrimitives.ReadUInt32BigEndian(options) == OnlyTimestamps)
        {
            Stamp(options[4..], ref segment);
            return;
        }
        while (options.Length > 0)
        {
            byte kind = options[0];
            if (kind == End) return;
            int size = kind == Nothing ? 1 : options.Length < 2 ? 0 : options[1];
            // A length of 0 or 1 would stand still for ever.
            if (size == 0 || (kind != Nothing && size < 2) || size > options.Length) return;
            switch (kind)
            {
                case MaximumSegment when size == 4: segment.MaximumSegment = BinaryPrimitives.ReadUInt16BigEndian(options[2..]); break;
                case WindowScale when size == 3: segment.WindowScale = Math.Min((int)options[2], 14); break;
                case Sack when (size - 2) % Segment.SackBlock == 0: segment.Sack = options[2..size]; break;
                case Timestamps when size == 10: Stamp(options[2..], ref segment); break;
                case Multipath when size > 2 && options[2] >> 4 is < 8 and int subtype: segment.Multipath |= (byte)(1 << subtype); break;
            }
            options = options[size..];
        }
    }

    private static void Stamp(ReadOnlySpan<byte> values, ref Segment segment)
    {
        segment.Timestamps = true;
        segment.TimestampValue = BinaryPrimitives.ReadUInt32BigEndian(values);
        segment.TimestampEcho = BinaryPrimitives.ReadUInt32BigEndian(values[4..]);
    }
}
