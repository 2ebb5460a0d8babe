using static LoadProbe.Core.Outcome;

namespace LoadProbe.Probing.Tests;

/// <summary>Header lines (RFC 9110, 5; RFC 9112, 5).</summary>
internal static class Fields
{
    public static OddAnswer[] Table { get; } =
    [
        new("lines that end in LF alone", "HTTP/1.1 200 OK\nX-A: b\nContent-Length: 2\n\nhi", Ok, 200, 2) { Expect = OddAnswers.Has("X-A", "b"), Kept = true },
        new("a line that ends in CR alone", "HTTP/1.1 200 OK\r\nX-A: b\rX-B: c\r\nContent-Length: 2\r\n\r\nhi", Ok, 200, 2),
        new("CR CR LF", "HTTP/1.1 200 OK\r\r\nContent-Length: 2\r\r\n\r\r\nhi", ProtocolError, null),
        new("no header at all", "HTTP/1.1 200 OK\r\n\r\nhi", Ok, 200, 2) { Then = Afterwards.Closes, Kept = false },
        new("an empty value", OddAnswers.Say("hi", "X-A:"), Ok, 200, 2) { Expect = OddAnswers.Has("X-A", "") },
        new("a value of blanks", OddAnswers.Say("hi", "X-A:   \t "), Ok, 200, 2) { Expect = OddAnswers.Has("X-A", "") },
        new("blanks around a value", OddAnswers.Say("hi", "X-A: \t b c \t"), Ok, 200, 2) { Expect = OddAnswers.Has("X-A", "b c") },
        new("no blank before a value", OddAnswers.Say("hi", "X-A:b"), Ok, 200, 2) { Expect = OddAnswers.Has("X-A", "b") },
        new("colons in a value", OddAnswers.Say("hi", "X-A: b:c::d"), Ok, 200, 2) { Expect = OddAnswers.Has("X-A", "b:c::d") },
        new("a name in other letters", OddAnswers.Say("hi", "x-ODD-name: b"), Ok, 200, 2) { Expect = OddAnswers.Has("X-Odd-Name", "b") },
        new("a length in other letters", "HTTP/1.1 200 OK\r\ncOnTeNt-LeNgTh: 2\r\n\r\nhi", Ok, 200, 2) { Kept = true },
        new("a folded line", OddAnswers.Say("hi", "X-A: b\r\n c"), Ok, 200, 2) { Expect = OddAnswers.Has("X-A", "b   c") },
        new("a line folded by a tab", OddAnswers.Say("hi", "X-A: b\r\n\tc"), Ok, 200, 2) { Expect = OddAnswers.Has("X-A", "b  \tc") },
        new("a line folded twice", OddAnswers.Say("hi", "X-A: b\r\n c\r\n d"), Ok, 200, 2) { Expect = OddAnswers.Has("X-A", "b   c   d") },
        new("a folded line before any header", "HTTP/1.1 200 OK\r\n folded\r\nContent-Length: 2\r\n\r\nhi", ProtocolError, null),
        new("a blank before the colon", OddAnswers.Say("hi", "X-A : b"), Ok, 200, 2) { Expect = OddAnswers.Has("X-A", "b") },
        new("a line without a colon", OddAnswers.Say("hi", "nonsense"), ProtocolError, null),
        new("a line without a name", OddAnswers.Say("hi", ": b"), ProtocolError, null),
        new("a name with a blank in it", OddAnswers.Say("hi", "X A: b"), ProtocolError, null),
        new("a name with other characters", OddAnswers.Say("hi", "X(A): b"), ProtocolError, null),
        new("a name in Latin-1", OddAnswers.Say("hi", "X-\u00e9: b"), ProtocolError, null),
        new("a value in Latin-1", OddAnswers.Say("hi", "X-A: caf\u00e9"), Ok, 200, 2) { Expect = OddAnswers.Has("X-A", "caf\u00e9") },
        new("a value with a zero", OddAnswers.Say("hi", "X-A: b\0c"), Ok, 200, 2),
        new("a value with a control character", OddAnswers.Say("hi", "X-A: b\u0001c"), Ok, 200, 2) { Expect = OddAnswers.Has("X-A", "b\u0001c") },
        new("the same header twice", OddAnswers.Say("hi", "X-A: b", "X-A: c"), Ok, 200, 2) { Expect = OddAnswers.Has("X-A", "b, c") },
        new("the same header a hundred times", OddAnswers.Say("hi", [.. Enumerable.Repeat("X-A: b", 100)]), Ok, 200, 2),
        new("a value as it was written", OddAnswers.Say("hi", "Content-Type: text/plain;charset=UTF-8"), Ok, 200, 2) { Expect = OddAnswers.Has("Content-Type", "text/plain;charset=UTF-8") },
        new("a list as it was written", OddAnswers.Say("hi", "Cache-Control: max-age=0,no-store"), Ok, 200, 2) { Expect = OddAnswers.Has("Cache-Control", "max-age=0,no-store") },
        new("a date that is none", OddAnswers.Say("hi", "Date: yesterday", "Last-Modified: 0"), Ok, 200, 2) { Expect = OddAnswers.Has("Date", "yesterday") },
        new("a type that is none", OddAnswers.Say("hi", "Content-Type: ;;;"), Ok, 200, 2) { Expect = OddAnswers.Is("hi") },
        new("two types", OddAnswers.Say("hi", "Content-Type: text/html", "Content-Type: text/plain"), Ok, 200, 2) { Expect = OddAnswers.Is("hi") },
        new("one header of 60 KB", OddAnswers.Say("hi", "X-A: " + new string('b', 60_000)), Ok, 200, 2) { Kept = true },
        new("one header of 64 KB", OddAnswers.Say("hi", "X-A: " + new string('b', 64 << 10)), TooLarge, null),
        new("one header of a megabyte", OddAnswers.Say("hi", "X-A: " + new string('b', 1 << 20)), TooLarge, null),
        new("a thousand headers", OddAnswers.Say("hi", [.. Enumerable.Range(0, 1000).Select(i => $"X-{i}: {i}")]), Ok, 200, 2) { Expect = OddAnswers.Has("X-999", "999") },
        new("three thousand headers", OddAnswers.Say("hi", [.. Enumerable.Range(0, 3000).Select(i => $"X-{i}: {i}")]), Ok, 200, 2) { Expect = OddAnswers.Has("X-2999", "2999") },
        new("ten thousand headers", OddAnswers.Say("hi", [.. Enumerable.Range(0, 10_000).Select(i => $"X-{i}: {i}")]), TooLarge, null),
        new("headers that end in the middle", "HTTP/1.1 200 OK\r\nContent-Len", ReceiveFailed, null) { Then = Afterwards.Closes },
        new("headers that go on without end", "HTTP/1.1 200 OK\r\nX-A: b", ReceiveTimedOut, null) { Then = Afterwards.Hangs },
    ];
}
