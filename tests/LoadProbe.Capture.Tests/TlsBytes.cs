using System.Text;

namespace LoadProbe.Capture.Tests;

/// <summary>TLS records and hellos as they stand on the wire.</summary>
internal static class TlsBytes
{
    public static byte[] RetryRandom { get; } = Convert.FromHexString("CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339C");

    public static byte[] Record(byte type, params byte[] payload) => [type, 3, 3, .. Word(payload.Length), .. payload];

    public static byte[] ChangeCipherSpec => Record(20, 1);

    public static byte[] Message(byte type, params byte[] body) => [type, 0, .. Word(body.Length), .. body];

    public static byte[] ClientHello(params byte[][] extensions) =>
        Message(1, [3, 3, .. new byte[32], 0, 0, 2, 0x13, 1, 1, 0, .. Word(extensions.Sum(one => one.Length)), .. extensions.SelectMany(one => one)]);

    public static byte[] ServerHello(ushort cipher, byte[]? random = null, params byte[][] extensions) =>
        Message(2, [3, 3, .. random ?? new byte[32], 0, .. Word(cipher), 0, .. Word(extensions.Sum(one => one.Length)), .. extensions.SelectMany(one => one)]);

    public static byte[] Extension(ushort type, params byte[] value) => [.. Word(type), .. Word(value.Length), .. value];

    public static byte[] Version13 => Extension(43, 3, 4);

    public static byte[] Alpn(params string[] names)
    {
        byte[] list = [.. names.SelectMany(name => (byte[])[(byte)name.Length, .. Encoding.ASCII.GetBytes(name)])];
        return Extension(16, [.. Word(list.Length), .. list]);
    }

    public static byte[] ServerName(string name) => Extension(0, [.. Word(name.Length + 3), 0, .. Word(name.Length), .. Encoding.ASCII.GetBytes(name)]);

    private static byte[] Word(int value) => [(byte)(value >> 8), (byte)value];
}
