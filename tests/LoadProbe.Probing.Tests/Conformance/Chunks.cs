using static LoadProbe.Core.Outcome;

namespace LoadProbe.Probing.Tests;

/// <summary>Bodies in chunks (RFC 9112, 7.1).</summary>
internal static class Chunks
{
    private const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    public static OddAnswer[] Table { get; } =
    [
        new("two chunks", $"{Chunked}2\r\nhi\r\n3\r\nyou\r\n0\r\n\r\n", Ok, 200, 5) { Expect = OddAnswers.Is("hiyou"), Kept = true },
        new("no chunk but the last", $"{Chunked}0\r\n\r\n", Ok, 200, 0) { Kept = true },
        new("a chunk a byte", $"{Chunked}{string.Concat("chunks".Select(c => $"1\r\n{c}\r\n"))}0\r\n\r\n", Ok, 200, 6) { Expect = OddAnswers.Is("chunks"), Kept = true },
        new("ten thousand chunks", $"{Chunked}{string.Concat(Enumerable.Repeat("1\r\nx\r\n", 10_000))}0\r\n\r\n", Ok, 200, 10_000) { Kept = true },
        new("one large chunk", $"{Chunked}40000\r\n{new string('x', 0x40000)}\r\n0\r\n\r\n", Ok, 200, 0x40000) { Kept = true },
        new("a size in capitals", $"{Chunked}A\r\n0123456789\r\n0\r\n\r\n", Ok, 200, 10),
        new("a size in small letters", $"{Chunked}a\r\n0123456789\r\n0\r\n\r\n", Ok, 200, 10),
        new("zeros before a size", $"{Chunked}0000000002\r\nhi\r\n000\r\n\r\n", Ok, 200, 2) { Kept = true },
        new("a hundred zeros before a size", $"{Chunked}{new string('0', 100)}2\r\nhi\r\n0\r\n\r\n", Ok, 200, 2),
        new("an extension", $"{Chunked}2;a=b\r\nhi\r\n0\r\n\r\n", Ok, 200, 2) { Kept = true },
        new("an extension without a value", $"{Chunked}2;a\r\nhi\r\n0;z\r\n\r\n", Ok, 200, 2) { Kept = true },
        new("an extension in quotes", $"{Chunked}2;a=\"b;c\"\r\nhi\r\n0\r\n\r\n", Ok, 200, 2) { Kept = true },
        new("an extension of 10,000 characters", $"{Chunked}2;a={new string('b', 10_000)}\r\nhi\r\n0\r\n\r\n", Ok, 200, 2),
        new("an extension without end", $"{Chunked}2;a={new string('b', 20_000)}\r\nhi\r\n0\r\n\r\n", TooLarge, 200),
        new("blanks after a size", $"{Chunked}2  \r\nhi\r\n0\r\n\r\n", Ok, 200, 2),
        new("a blank before a size", $"{Chunked} 2\r\nhi\r\n0\r\n\r\n", ProtocolError, 200),
        new("a size with 0x before it", $"{Chunked}0x2\r\nhi\r\n0\r\n\r\n", ProtocolError, 200),
        new("a negative size", $"{Chunked}-2\r\nhi\r\n0\r\n\r\n", ProtocolError, 200),
        new("a size with a plus", $"{Chunked}+2\r\nhi\r\n0\r\n\r\n", ProtocolError, 200),
        new("a size of words", $"{Chunked}two\r\nhi\r\n0\r\n\r\n", ProtocolError, 200),
        new("no size", $"{Chunked}\r\nhi\r\n0\r\n\r\n", ProtocolError, 200),
        new("a size beyond 64 bits", $"{Chunked}FFFFFFFFFFFFFFFFF\r\nhi\r\n0\r\n\r\n", ProtocolError, 200),
        new("a size of 64 bits", $"{Chunked}FFFFFFFFFFFFFFFF\r\nhi\r\n0\r\n\r\n", ReceiveFailed, 200) { Then = Afterwards.Closes },
        new("a chunk longer than its size", $"{Chunked}2\r\nhigh\r\n0\r\n\r\n", ProtocolError, 200),
        new("a chunk shorter than its size", $"{Chunked}4\r\nhi\r\n0\r\n\r\n", ProtocolError, 200),
        new("no line end after a chunk", $"{Chunked}2\r\nhi0\r\n\r\n", ProtocolError, 200),
        new("chunks whose lines end in LF alone", $"{Chunked}2\nhi\n0\n\n", Ok, 200, 2),
        new("no last chunk", $"{Chunked}2\r\nhi\r\n", ReceiveFailed, 200) { Then = Afterwards.Closes },
        new("an end within a chunk", $"{Chunked}9\r\nhi", ReceiveFailed, 200) { Then = Afterwards.Closes },
        new("an end within a size", $"{Chunked}2\r\nhi\r\n1", ReceiveFailed, 200) { Then = Afterwards.Closes },
        new("no line after the last chunk", $"{Chunked}2\r\nhi\r\n0\r\n", ReceiveFailed, 200) { Then = Afterwards.Closes },
        new("no chunk at all", Chunked, ReceiveFailed, 200) { Then = Afterwards.Closes },
        new("no last chunk, and no end", $"{Chunked}2\r\nhi\r\n", ReceiveTimedOut, 200) { Then = Afterwards.Hangs },
        new("a reset within a chunk", $"{Chunked}9\r\nhi", ReceiveFailed, 200) { Then = Afterwards.Resets },
        new("a trailer", $"{Chunked}2\r\nhi\r\n0\r\nX-Sum: 7\r\n\r\n", Ok, 200, 2) { Kept = true },
        new("a trailer is no header", $"{Chunked}2\r\nhi\r\n0\r\nX-Sum: 7\r\n\r\n", HeaderMismatch, 200, 2) { Expect = OddAnswers.Has("X-Sum", "7") },
        new("a trailer with a length", $"{Chunked}2\r\nhi\r\n0\r\nContent-Length: 99\r\n\r\n", Ok, 200, 2),
        new("a trailer that sets a cookie", $"{Chunked}2\r\nhi\r\n0\r\nSet-Cookie: a=1\r\n\r\n", Ok, 200, 2),
        new("a trailer without a colon", $"{Chunked}2\r\nhi\r\n0\r\nnonsense\r\n\r\n", ProtocolError, 200),
        new("trailers of a megabyte", $"{Chunked}2\r\nhi\r\n0\r\nX: {new string('x', 1 << 20)}\r\n\r\n", TooLarge, 200),
        new("chunked in capitals", "HTTP/1.1 200 OK\r\nTransfer-Encoding: CHUNKED\r\n\r\n2\r\nhi\r\n0\r\n\r\n", Ok, 200, 2),
        new("chunked twice", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", Ok, 200, 2),
        new("identity before chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity, chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", Ok, 200, 2),
        new("a transfer encoding that is none", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunky\r\n\r\nhi", Ok, 200, 2) { Then = Afterwards.Closes, Kept = false },
        new("chunks that nobody announced", "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n2\r\nhi\r\n0\r\n\r\n", Ok, 200, 12) { Kept = true },
        new("chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", Ok, 200, 2) { Then = Afterwards.Closes, Kept = false },
    ];
}
