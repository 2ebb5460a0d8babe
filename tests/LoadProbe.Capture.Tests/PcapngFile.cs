using System.Buffers.Binary;

namespace LoadProbe.Capture.Tests;

/// <summary>Writes pcapng blocks.</summary>
internal sealed class PcapngFile(bool big)
{
    private readonly MemoryStream file = new();

    public byte[] Bytes => file.ToArray();

    public PcapngFile Section() => Block(0x0A0D0D0A, [.. Word(0x1A2B3C4D), .. Half(1), .. Half(0), .. Word(0xFFFFFFFF), .. Word(0xFFFFFFFF)]);

    public PcapngFile Interface(int linkType, byte resolution = 6, long offset = 0) =>
        Block(1, [.. Half((ushort)linkType), .. Half(0), .. Word(0), .. Half(9), .. Half(1), resolution, 0, 0, 0, .. Half(14), .. Half(8), .. Long(offset), .. Half(0), .. Half(0)]);

    public PcapngFile Packet(uint source, ulong ticks, byte[] frame) =>
        Block(6, [.. Word(source), .. Word((uint)(ticks >> 32)), .. Word((uint)ticks), .. Word((uint)frame.Length), .. Word((uint)frame.Length), .. frame]);

    public PcapngFile Old(ushort source, ulong ticks, byte[] frame) =>
        Block(2, [.. Half(source), .. Half(0), .. Word((uint)(ticks >> 32)), .. Word((uint)ticks), .. Word((uint)frame.Length), .. Word((uint)frame.Length), .. frame]);

    public PcapngFile Simple(byte[] frame) => Block(3, [.. Word((uint)frame.Length), .. frame]);

    public PcapngFile Block(uint type, byte[] body)
    {
        int padded = (body.Length + 3) & ~3;
        file.Write(Word(type));
        file.Write(Word((uint)padded + 12));
        file.Write(body);
        file.Write(new byte[padded - body.Length]);
        file.Write(Word((uint)padded + 12));
        return this;
    }

    private byte[] Word(uint value)
    {
        byte[] bytes = new byte[4];
        if (big) BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private byte[] Half(ushort value) => big ? [(byte)(value >> 8), (byte)value] : [(byte)value, (byte)(value >> 8)];

    private byte[] Long(long value)
    {
        byte[] bytes = BitConverter.GetBytes(value);
        if (big == BitConverter.IsLittleEndian) Array.Reverse(bytes);
        return bytes;
    }
}
