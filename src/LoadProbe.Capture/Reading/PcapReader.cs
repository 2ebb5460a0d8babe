using System.Buffers.Binary;

namespace LoadProbe.Capture;

/// <summary>The classic format: microseconds or nanoseconds, either byte order (draft-ietf-opsawg-pcap).</summary>
internal sealed class PcapReader : CaptureReader
{
    private const uint Microseconds = 0xA1B2C3D4, Nanoseconds = 0xA1B23C4D;
    private const int FileHeader = 24, RecordHeader = 16;
    private readonly ByteWindow window;
    private readonly bool big;
    private readonly long unit;
    private readonly int linkType;

    private PcapReader(ByteWindow window, bool big, long unit, int linkType) =>
        (this.window, this.big, this.unit, this.linkType) = (window, big, unit, linkType);

    public static PcapReader? TryOpen(ByteWindow window)
    {
        ReadOnlySpan<byte> header = window.Peek(FileHeader);
        if (header.Length < FileHeader) return null;
        uint little = BinaryPrimitives.ReadUInt32LittleEndian(header), bigMagic = BinaryPrimitives.ReadUInt32BigEndian(header);
        bool big = bigMagic is Microseconds or Nanoseconds;
        if (!big && little is not (Microseconds or Nanoseconds)) return null;
        long unit = (big ? bigMagic : little) == Nanoseconds ? 1 : 1000;
        // The upper bits of the word tell of frame check sequences.
        int linkType = (int)(Word(header[20..], big) & 0xFFFF);
        window.Skip(FileHeader);
        return new PcapReader(window, big, unit, linkType);
    }

    public override bool TryRead(ref CapturedPacket packet)
    {
        ReadOnlySpan<byte> header = window.Peek(RecordHeader);
        if (header.Length < RecordHeader)
        {
            if (header.Length > 0) Truncated++;
            window.Skip(header.Length);
            return false;
        }
        uint captured = Word(header[8..], big), wire = Word(header[12..], big);
        if (captured > ByteWindow.Largest)
        {
            // Without a length to trust there is no way to the next record.
            Malformed++;
            return false;
        }
        packet.Time = (long)Word(header, big) * 1_000_000_000 + Word(header[4..], big) * unit;
        packet.WireLength = (int)Math.Min(Math.Max(wire, captured), int.MaxValue);
        packet.LinkType = linkType;
        window.Skip(RecordHeader);
        if (window.TryTake((int)captured, out packet.Bytes)) return true;
        Truncated++;
        return false;
    }

    private static uint Word(ReadOnlySpan<byte> at, bool big) =>
        big ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);
}
