using System.Buffers.Binary;

namespace LoadProbe.Capture.Tests;

/// <summary>Cuts Ethernet frames up as a router with a small MTU does, and puts them into captures.</summary>
internal static class FragmentBytes
{
    /// <summary>Fragments of an IPv4 frame, in order: of the size given (whole 8 bytes), the last the rest.</summary>
    public static List<byte[]> V4(byte[] frame, ushort identification, int size)
    {
        int header = 14 + (frame[14] & 0xF) * 4;
        List<byte[]> fragments = [];
        for (int from = 0; from < frame.Length - header; from += size)
        {
            int to = Math.Min(from + size, frame.Length - header);
            fragments.Add(V4(frame, identification, from, to, more: to < frame.Length - header));
        }
        return fragments;
    }

    public static byte[] V4(byte[] frame, ushort identification, int from, int to, bool more)
    {
        int header = 14 + (frame[14] & 0xF) * 4;
        byte[] fragment = [.. frame[..header], .. frame[(header + from)..(header + to)]];
        BinaryPrimitives.WriteUInt16BigEndian(fragment.AsSpan(16), (ushort)(fragment.Length - 14));
        BinaryPrimitives.WriteUInt16BigEndian(fragment.AsSpan(18), identification);
        BinaryPrimitives.WriteUInt16BigEndian(fragment.AsSpan(20), (ushort)((more ? 0x2000 : 0) | from / 8));
        return fragment;
    }

    /// <summary>A part of the transport bytes of an IPv4 frame, as a fragment of IPv6 behind a header of destination options.</summary>
    public static byte[] V6(byte[] frame, uint identification, int from, int to, bool more)
    {
        byte[] ip = new byte[40], header = new byte[8];
        ip[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(ip.AsSpan(4), (ushort)(to - from + 16));
        (ip[6], ip[7]) = (60, 64);
        frame.AsSpan(26, 4).CopyTo(ip.AsSpan(20));
        frame.AsSpan(30, 4).CopyTo(ip.AsSpan(36));
        header[0] = frame[23];
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)(from | (more ? 1 : 0)));
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), identification);
        return [.. new byte[12], 0x86, 0xDD, .. ip, 44, 0, 1, 4, 0, 0, 0, 0, .. header, .. frame[(34 + from)..(34 + to)]];
    }

    /// <summary>The one frame that is built.</summary>
    public static byte[] Of(Action<PacketFile> build)
    {
        var file = new PacketFile();
        build(file);
        return file.Bytes[40..];
    }

    public static PacketFile Frames(this PacketFile file, IEnumerable<byte[]> frames, double apart = 1)
    {
        foreach (byte[] frame in frames) file.After(apart).Frame(frame, file.SnapLength is { } snap ? Math.Min(snap, frame.Length) : null);
        return file;
    }

    /// <summary>A capture in classic form with each of its IPv4 packets in fragments; those of an even identification from their end to their beginning.</summary>
    public static byte[] Cut(byte[] capture, int size)
    {
        var cut = new MemoryStream();
        cut.Write(capture, 0, 24);
        Span<byte> lengths = stackalloc byte[8];
        for (int at = 24; at + 16 <= capture.Length;)
        {
            int captured = BinaryPrimitives.ReadInt32LittleEndian(capture.AsSpan(at + 8)), length = BinaryPrimitives.ReadInt32LittleEndian(capture.AsSpan(at + 12));
            byte[] frame = capture[(at + 16)..(at + 16 + captured)];
            bool whole = captured == length && frame[12] == 8 && frame[13] == 0 && (BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(20)) & 0x3FFF) == 0;
            // Without what fills a short frame up.
            ushort identification = whole ? BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(18)) : (ushort)0;
            List<byte[]> frames = whole ? V4(frame[..(14 + BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(16)))], identification, size) : [frame];
            if (identification % 2 == 0) frames.Reverse();
            foreach (byte[] one in frames)
            {
                cut.Write(capture, at, 8);
                BinaryPrimitives.WriteInt32LittleEndian(lengths, one.Length);
                BinaryPrimitives.WriteInt32LittleEndian(lengths[4..], whole ? one.Length : length);
                cut.Write(lengths);
                cut.Write(one);
            }
            at += 16 + captured;
        }
        return cut.ToArray();
    }
}
