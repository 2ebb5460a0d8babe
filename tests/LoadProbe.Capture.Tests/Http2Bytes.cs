using System.Buffers.Binary;
using System.Text;

namespace LoadProbe.Capture.Tests;

/// <summary>HTTP/2 frames and header blocks as they stand on the wire.</summary>
internal static class Http2Bytes
{
    public const byte EndStream = 1, EndHeaders = 4;
    private const byte Literal = 0, Kept = 0x40;

    public static byte[] Preface => [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(4, 0, 0)];

    public static byte[] Settings => Frame(4, 0, 0);

    public static byte[] Get(int stream, string path) => Frame(1, EndStream | EndHeaders, stream, [0x82, 0x86, .. Field(":path", path)]);

    public static byte[] Answer(int stream, string status, bool end = false) => Frame(1, (byte)(EndHeaders | (end ? EndStream : 0)), stream, Field(":status", status));

    public static byte[] Trailers(int stream, string name, string value) => Frame(1, EndStream | EndHeaders, stream, Field(name, value));

    public static byte[] Data(int stream, int length, bool end = true) => Frame(0, end ? EndStream : (byte)0, stream, new byte[length]);

    public static byte[] Reset(int stream, byte code) => Frame(3, 0, stream, [0, 0, 0, code]);

    public static byte[] GoAway(int last, byte code) => Frame(7, 0, 0, [0, 0, 0, (byte)last, 0, 0, 0, code, .. "why"u8]);

    /// <summary>A field spelled out; kept ones go into the table of the other side.</summary>
    public static byte[] Field(string name, string value, bool kept = false) => [kept ? Kept : Literal, .. Text(name), .. Text(value)];

    public static byte[] Frame(byte type, byte flags, int stream, params byte[] payload)
    {
        byte[] frame = [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, 0, 0, 0, 0, .. payload];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        return frame;
    }

    private static byte[] Text(string text) => text.Length < 127
        ? [(byte)text.Length, .. Encoding.Latin1.GetBytes(text)]
        : [127, (byte)((text.Length - 127) % 128 | 0x80), (byte)((text.Length - 127) / 128), .. Encoding.Latin1.GetBytes(text)];
}
