using System.Buffers.Binary;
using System.Text;

namespace LoadProbe.Capture;

/// <summary>
/// Writes the block format (draft-ietf-opsawg-pcapng): one section in little-endian order, times in nanoseconds, and of each interface its
/// name and a comment. Nothing is allocated for a packet. Not for several threads.
/// </summary>
internal sealed class PcapngWriter
{
    private const int Buffered = 256 * 1024, LongestText = 200;
    private const ushort Comment = 1, Name = 2, Resolution = 9, Program = 4;
    private const byte NanosecondResolution = 9;
    private readonly Stream stream;
    private readonly byte[] buffer = new byte[Buffered];
    private int used;

    /// <summary>Begins a section; the stream stays the caller's.</summary>
    public PcapngWriter(Stream stream)
    {
        this.stream = stream;
        Span<byte> body = stackalloc byte[64];
        BinaryPrimitives.WriteUInt32LittleEndian(body, 0x1A2B3C4D);
        BinaryPrimitives.WriteUInt16LittleEndian(body[4..], 1);
        // The length of the section is not known yet, which −1 says.
        BinaryPrimitives.WriteInt64LittleEndian(body[8..], -1);
        int length = Option(body, 16, Program, "LoadProbe"u8);
        Block(0x0A0D0D0A, body[..End(body, length)], default);
    }

    /// <summary>Bytes written, those still buffered too.</summary>
    public long Length { get; private set; }

    public int Interfaces { get; private set; }

    /// <summary>The number that packets of the interface carry. Texts beyond 200 bytes are cut.</summary>
    public int AddInterface(int linkType, int snapLength, string name, string comment)
    {
        Span<byte> body = stackalloc byte[512];
        BinaryPrimitives.WriteUInt16LittleEndian(body, (ushort)linkType);
        BinaryPrimitives.WriteUInt16LittleEndian(body[2..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(body[4..], (uint)snapLength);
        int length = Option(body, 8, Name, Text(name));
        length = Option(body, length, Comment, Text(comment));
        length = Option(body, length, Resolution, [NanosecondResolution]);
        Block(1, body[..End(body, length)], default);
        return Interfaces++;
    }

    public void Write(int index, in CapturedPacket packet)
    {
        Span<byte> head = stackalloc byte[20];
        BinaryPrimitives.WriteUInt32LittleEndian(head, (uint)index);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], (uint)((ulong)packet.Time >> 32));
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], (uint)packet.Time);
        BinaryPrimitives.WriteUInt32LittleEndian(head[12..], (uint)packet.Bytes.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[16..], (uint)packet.WireLength);
        Block(6, head, packet.Bytes);
    }

    /// <summary>Hands the stream what is buffered.</summary>
    public void Flush()
    {
        if (used == 0) return;
        // What could not be written is lost, not written twice.
        int written = used;
        used = 0;
        stream.Write(buffer, 0, written);
        stream.Flush();
    }

    private void Block(uint type, ReadOnlySpan<byte> head, ReadOnlySpan<byte> bytes)
    {
        int padding = -(head.Length + bytes.Length) & 3;
        int length = 12 + head.Length + bytes.Length + padding;
        Word(type);
        Word((uint)length);
        Add(head);
        Add(bytes);
        Add(stackalloc byte[padding]);
        Word((uint)length);
        Length += length;
    }

    private void Word(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Add(bytes);
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Buffered - used) Flush();
        if (bytes.Length > Buffered)
        {
            stream.Write(bytes);
            return;
        }
        bytes.CopyTo(buffer.AsSpan(used));
        used += bytes.Length;
    }

    private static byte[] Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int length = Math.Min(bytes.Length, LongestText);
        // Not in the midst of a letter.
        while (length < bytes.Length && length > 0 && (bytes[length] & 0xC0) == 0x80) length--;
        return bytes[..length];
    }

    private static int Option(Span<byte> body, int at, ushort code, ReadOnlySpan<byte> value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(body[at..], code);
        BinaryPrimitives.WriteUInt16LittleEndian(body[(at + 2)..], (ushort)value.Length);
        value.CopyTo(body[(at + 4)..]);
        return at + 4 + ((value.Length + 3) & ~3);
    }

    // The end of the options is an option of no length.
    private static int End(Span<byte> body, int at)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(body[at..], 0);
        return at + 4;
    }
}
