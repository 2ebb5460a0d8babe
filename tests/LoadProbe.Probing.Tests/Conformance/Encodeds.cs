using System.IO.Compression;
using System.Text;
using static LoadProbe.Core.Outcome;

namespace LoadProbe.Probing.Tests;

/// <summary>Encoded bodies (RFC 9110, 8.4).</summary>
internal static class Encodeds
{
    private static readonly string Gzip = OddAnswers.Bytes(EncodingTests.Packed("gzip", Encoding.UTF8.GetBytes(new string('h', 5000) + "hello")));
    private static readonly string Brotli = OddAnswers.Bytes(EncodingTests.Packed("br", Encoding.UTF8.GetBytes(new string('h', 5000) + "hello")));
    private static readonly string Deflate = OddAnswers.Bytes(EncodingTests.Packed("deflate", Encoding.UTF8.GetBytes(new string('h', 5000) + "hello")));

    public static OddAnswer[] Table { get; } =
    [
        new("gzip", OddAnswers.Say(Gzip, "Content-Encoding: gzip"), Ok, 200, 5005) { Packed = true, Kept = true },
        new("gzip in capitals", OddAnswers.Say(Gzip, "Content-Encoding: GZIP"), Ok, 200, 5005) { Packed = true },
        new("x-gzip", OddAnswers.Say(Gzip, "Content-Encoding: x-gzip"), Ok, 200, 5005) { Packed = true },
        new("br", OddAnswers.Say(Brotli, "Content-Encoding: br"), Ok, 200, 5005) { Packed = true, Kept = true },
        new("deflate", OddAnswers.Say(Deflate, "Content-Encoding: deflate"), Ok, 200, 5005) { Packed = true, Kept = true },
        new("deflate without its wrapping", OddAnswers.Say(Raw(), "Content-Encoding: deflate"), ProtocolError, 200) { Packed = true },
        new("gzip cut short", OddAnswers.Say(Gzip[..^12], "Content-Encoding: gzip"), ProtocolError, 200) { Packed = true },
        new("gzip without its checksum", OddAnswers.Say(Gzip[..^8], "Content-Encoding: gzip"), ProtocolError, 200) { Packed = true },
        new("gzip with a wrong checksum", OddAnswers.Say(Gzip[..^8] + "\0\0\0\0" + Gzip[^4..], "Content-Encoding: gzip"), ProtocolError, 200) { Packed = true },
        new("gzip of nothing but its first bytes", OddAnswers.Say(Gzip[..5], "Content-Encoding: gzip"), ProtocolError, 200) { Packed = true },
        new("br cut short", OddAnswers.Say(Brotli[..^3], "Content-Encoding: br"), ProtocolError, 200) { Packed = true },
        new("deflate cut short", OddAnswers.Say(Deflate[..^6], "Content-Encoding: deflate"), ProtocolError, 200) { Packed = true },
        new("gzip after gzip", OddAnswers.Say(Gzip + Gzip, "Content-Encoding: gzip"), Ok, 200, 10_010) { Packed = true },
        new("gzip and then garbage", OddAnswers.Say(Gzip + "garbage", "Content-Encoding: gzip"), Ok, 200, 5005) { Packed = true },
        new("gzip of nothing", OddAnswers.Say("", "Content-Encoding: gzip"), Ok, 200, 0) { Packed = true },
        new("gzip in chunks", $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{Gzip[..5]}\r\n{Gzip.Length - 5:x}\r\n{Gzip[5..]}\r\n0\r\n\r\n", Ok, 200, 5005) { Packed = true },
        new("gzip in chunks that break off", $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{Gzip[..5]}\r\n", ReceiveFailed, 200) { Packed = true, Then = Afterwards.Closes },
        new("gzip of a HEAD", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 30\r\n\r\n", Ok, 200, 0) { Packed = true, Method = "HEAD" },
        new("text that says it is gzip", OddAnswers.Say("hello", "Content-Encoding: gzip"), ProtocolError, 200) { Packed = true },
        new("text that says it is br", OddAnswers.Say("hello", "Content-Encoding: br"), ProtocolError, 200) { Packed = true },
        new("gzip that says it is br", OddAnswers.Say(Gzip, "Content-Encoding: br"), ProtocolError, 200) { Packed = true },
        new("br that says it is gzip", OddAnswers.Say(Brotli, "Content-Encoding: gzip"), ProtocolError, 200) { Packed = true },
        new("gzip in br", OddAnswers.Say(OddAnswers.Bytes(EncodingTests.Packed("br", Encoding.Latin1.GetBytes(Gzip))), "Content-Encoding: gzip, br"), Ok, 200, 5005) { Packed = true },
        new("gzip in br, in two lines", OddAnswers.Say(OddAnswers.Bytes(EncodingTests.Packed("br", Encoding.Latin1.GetBytes(Gzip))), "Content-Encoding: gzip", "Content-Encoding: br"), Ok, 200, 5005) { Packed = true },
        new("an encoding that nobody knows", OddAnswers.Say("hello", "Content-Encoding: rot13"), Ok, 200, 5) { Packed = true, Expect = OddAnswers.Is("hello") },
        new("identity", OddAnswers.Say("hello", "Content-Encoding: identity"), Ok, 200, 5) { Packed = true, Expect = OddAnswers.Is("hello") },
        new("gzip in identity", OddAnswers.Say(Gzip, "Content-Encoding: gzip, identity"), Ok, 200, 5005) { Packed = true },
        new("an encoding without a name", OddAnswers.Say("hello", "Content-Encoding:"), Ok, 200, 5) { Packed = true, Expect = OddAnswers.Is("hello") },
        new("gzip that nobody asked for", OddAnswers.Say(Gzip, "Content-Encoding: gzip"), Ok, 200, Gzip.Length),
        new("a transfer in gzip", OddAnswers.Say(Gzip, "Transfer-Encoding: gzip"), Ok, 200, Gzip.Length) { Packed = true },
    ];

    private static string Raw()
    {
        var packed = new MemoryStream();
        using (var stream = new DeflateStream(packed, CompressionLevel.Fastest)) stream.Write(Encoding.UTF8.GetBytes(new string('h', 5000) + "hello"));
        return OddAnswers.Bytes(packed.ToArray());
    }
}
