using static LoadProbe.Core.Outcome;

namespace LoadProbe.Probing.Tests;

/// <summary>Where an answer ends (RFC 9112, 6.3), and what comes after its end.</summary>
internal static class Lengths
{
    private const string Smuggled = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsmuggled";

    public static OddAnswer[] Table { get; } =
    [
        new("an empty body", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", Ok, 200, 0) { Kept = true },
        new("no length: until the end", "HTTP/1.1 200 OK\r\n\r\nuntil the end", Ok, 200, 13) { Then = Afterwards.Closes, Kept = false },
        new("no length and no body", "HTTP/1.1 200 OK\r\n\r\n", Ok, 200, 0) { Then = Afterwards.Closes },
        new("no length and broken off", "HTTP/1.1 200 OK\r\n\r\nuntil", ReceiveFailed, 200) { Then = Afterwards.Resets },
        new("no length and no end", "HTTP/1.1 200 OK\r\n\r\nuntil", ReceiveTimedOut, 200) { Then = Afterwards.Hangs },
        new("less than the length", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", ReceiveFailed, 200) { Then = Afterwards.Closes },
        new("nothing of the length", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", ReceiveFailed, 200) { Then = Afterwards.Closes },
        new("less than the length, and no end", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", ReceiveTimedOut, 200) { Then = Afterwards.Hangs },
        new("more than the length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi and more", Ok, 200, 2) { Kept = false },
        new("a line too many", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi\r\n", Ok, 200, 2) { Kept = false },
        new("a second answer after the first", $"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi{Smuggled}", Ok, 200, 2) { Kept = false },
        new("a second answer after none", $"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n{Smuggled}", Ok, 200, 0) { Kept = false },
        new("a second answer after 204", $"HTTP/1.1 204 No Content\r\n\r\n{Smuggled}", Ok, 204, 0) { Kept = false },
        new("a second answer after HEAD", $"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{Smuggled}", Ok, 200, 0) { Method = "HEAD", Kept = false },
        new("a second answer after the last chunk", $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n{Smuggled}", Ok, 200, 2) { Kept = false },
        new("204", "HTTP/1.1 204 No Content\r\n\r\n", Ok, 204, 0) { Kept = true },
        new("204 with a length of 0", "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", Ok, 204, 0) { Kept = true },
        new("204 with a body all the same", "HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nhi", Ok, 204, 0) { Kept = false },
        new("204 with chunks", "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", Ok, 204, 0) { Kept = false },
        new("205 with a body", "HTTP/1.1 205 Reset Content\r\nContent-Length: 2\r\n\r\nhi", Ok, 205, 2),
        new("304", "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n", Ok, 304, 0) { Kept = true },
        new("304 with the length of what it stands for", "HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\n\r\n", Ok, 304, 0) { Kept = true },
        new("304 with a body all the same", "HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\nhi", Ok, 304, 0) { Kept = false },
        new("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", Ok, 200, 0) { Method = "HEAD", Kept = true },
        new("HEAD in chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", Ok, 200, 0) { Method = "HEAD", Kept = true },
        new("HEAD without a length", "HTTP/1.1 200 OK\r\n\r\n", Ok, 200, 0) { Method = "HEAD", Kept = true },
        new("HEAD with a body all the same", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", Ok, 200, 0) { Method = "HEAD", Kept = false },
        new("HEAD with two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n", ProtocolError, 200) { Method = "HEAD" },
        new("the same length twice", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nhi", Ok, 200, 2),
        new("the same length twice in a line", "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nhi", ProtocolError, 200) { Then = Afterwards.Closes },
        new("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 5\r\n\r\nhi123", ProtocolError, 200) { Kept = false },
        new("two lengths in a line", "HTTP/1.1 200 OK\r\nContent-Length: 2, 5\r\n\r\nhi123", ProtocolError, 200),
        new("two lengths, the shorter one last", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 2\r\n\r\nhi123", ProtocolError, 200) { Kept = false },
        new("a length with a plus", "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nhi", ProtocolError, 200),
        new("a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nhi", ProtocolError, 200),
        new("a length in hexadecimal", "HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\nhi", ProtocolError, 200),
        new("a length with a fraction", "HTTP/1.1 200 OK\r\nContent-Length: 2.0\r\n\r\nhi", ProtocolError, 200),
        new("a length of words", "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nhi", ProtocolError, 200),
        new("a length without a value", "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nhi", ProtocolError, 200),
        new("a length beyond 64 bits", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhi", ProtocolError, 200),
        new("a length of an exabyte", "HTTP/1.1 200 OK\r\nContent-Length: 1000000000000000000\r\n\r\nhi", ReceiveFailed, 200) { Then = Afterwards.Closes },
        new("a length with zeros before it", "HTTP/1.1 200 OK\r\nContent-Length: 0000002\r\n\r\nhi", Ok, 200, 2) { Kept = true },
        new("chunks and a length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", Ok, 200, 2),
        new("a length and then chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 100\r\n\r\n2\r\nhi\r\n0\r\n\r\n", Ok, 200, 2),
    ];
}
