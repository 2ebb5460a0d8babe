using System.Buffers.Binary;
using System.Text;

namespace LoadProbe.Capture;

/// <summary>The block format (draft-ietf-opsawg-pcapng): several sections and interfaces, each with its own link type and clock.</summary>
internal sealed class PcapngReader : CaptureReader
{
    private const uint SectionHeader = 0x0A0D0D0A, InterfaceDescription = 1, OldPacket = 2, SimplePacket = 3, EnhancedPacket = 6;
    private const uint ByteOrder = 0x1A2B3C4D;
    private const int MostInterfaces = 4096, LongestName = 256;
    private readonly ByteWindow window;
    private readonly List<PcapngInterface> interfaces = [];
    private bool big;
    private long lastTime;

    private PcapngReader(ByteWindow window) => this.window = window;

    public static PcapngReader? TryOpen(ByteWindow window)
    {
        ReadOnlySpan<byte> header = window.Peek(12);
        if (header.Length < 12 || BinaryPrimitives.ReadUInt32LittleEndian(header) != SectionHeader) return null;
        uint order = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        return order == ByteOrder || BinaryPrimitives.ReverseEndianness(order) == ByteOrder ? new PcapngReader(window) : null;
    }

    public override bool TryRead(ref CapturedPacket packet)
    {
        while (TryBlock(out uint type, out ReadOnlySpan<byte> body))
        {
            bool sane = true;
            switch (type)
            {
                case SectionHeader: interfaces.Clear(); break;
                case InterfaceDescription: sane = Describe(body); break;
                case EnhancedPacket:
                    if (TryEnhanced(body, ref packet)) return true;
                    sane = false;
                    break;
                case OldPacket:
                    if (TryOld(body, ref packet)) return true;
                    sane = false;
                    break;
                case SimplePacket:
                    if (TrySimple(body, ref packet)) return true;
                    sane = false;
                    break;
            }
            if (!sane) Malformed++;
        }
        return false;
    }

    private bool TryBlock(out uint type, out ReadOnlySpan<byte> body)
    {
        type = 0;
        body = default;
        while (true)
        {
            ReadOnlySpan<byte> header = window.Peek(12);
            if (header.Length < 12)
            {
                if (header.Length > 0) Truncated++;
                window.Skip(header.Length);
                return false;
            }
            // The section header reads the same in both orders, so it comes before the order is known.
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) == SectionHeader)
            {
                uint order = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
                if (order != ByteOrder && BinaryPrimitives.ReverseEndianness(order) != ByteOrder) return Lost();
                big = order != ByteOrder;
            }
            type = Word(header);
            uint length = Word(header[4..]);
            if (length < 12 || (length & 3) != 0) return Lost();
            if (length > ByteWindow.Largest)
            {
                // A huge block of a kind nobody needs (a name table, secrets) is no fault; a packet that large is.
                if (type is EnhancedPacket or OldPacket or SimplePacket) Malformed++;
                if (window.TryDiscard(length)) continue;
                Truncated++;
                return false;
            }
            if (!window.TryTake((int)length, out ReadOnlySpan<byte> block))
            {
                Truncated++;
                return false;
            }
            body = block[8..^4];
            return true;
        }
    }

    private bool Lost()
    {
        Malformed++;
        return false;
    }

    private bool Describe(ReadOnlySpan<byte> body)
    {
        if (body.Length < 8 || interfaces.Count == MostInterfaces) return false;
        var description = new PcapngInterface(Half(body), Word(body[4..]));
        ReadOnlySpan<byte> options = body[8..];
        while (options.Length >= 4)
        {
            int code = Half(options), length = Half(options[2..]);
            if (code == 0 || length > options.Length - 4) break;
            ReadOnlySpan<byte> value = options.Slice(4, length);
            if (code == 2 && length <= LongestName) description = description with { Name = Encoding.UTF8.GetString(value) };
            if (code == 9 && length >= 1) description = description.WithResolution(value[0]);
            if (code == 14 && length >= 8) description = description with { OffsetSeconds = big ? BinaryPrimitives.ReadInt64BigEndian(value) : BinaryPrimitives.ReadInt64LittleEndian(value) };
            int padded = 4 + ((length + 3) & ~3);
            if (padded > options.Length) break;
            options = options[padded..];
        }
        interfaces.Add(description);
        return true;
    }

    private bool TryEnhanced(ReadOnlySpan<byte> body, ref CapturedPacket packet) =>
        body.Length >= 20 && TryPacket(body, Word(body), ref packet);

    private bool TryOld(ReadOnlySpan<byte> body, ref CapturedPacket packet) =>
        body.Length >= 20 && TryPacket(body, (uint)Half(body), ref packet);

    private bool TryPacket(ReadOnlySpan<byte> body, uint index, ref CapturedPacket packet)
    {
        uint captured = Word(body[12..]), wire = Word(body[16..]);
        if (index >= interfaces.Count || captured > body.Length - 20) return false;
        PcapngInterface source = interfaces[(int)index];
        packet.Time = lastTime = source.Nanoseconds(((ulong)Word(body[4..]) << 32) | Word(body[8..]));
        packet.LinkType = source.LinkType;
        packet.Device = source.Name;
        packet.WireLength = (int)Math.Min(Math.Max(wire, captured), int.MaxValue);
        packet.Bytes = body.Slice(20, (int)captured);
        return true;
    }

    // It has no time of its own: that of the packet before it keeps the order.
    private bool TrySimple(ReadOnlySpan<byte> body, ref CapturedPacket packet)
    {
        if (body.Length < 4 || interfaces.Count == 0) return false;
        uint wire = Word(body);
        uint captured = Math.Min(wire, (uint)body.Length - 4);
        if (interfaces[0].SnapLength > 0) captured = Math.Min(captured, interfaces[0].SnapLength);
        packet.Time = lastTime;
        packet.LinkType = interfaces[0].LinkType;
        packet.Device = interfaces[0].Name;
        packet.WireLength = (int)Math.Min(wire, int.MaxValue);
        packet.Bytes = body.Slice(4, (int)captured);
        return true;
    }

    private uint Word(ReadOnlySpan<byte> at) => big ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);
    private int Half(ReadOnlySpan<byte> at) => big ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);
}
