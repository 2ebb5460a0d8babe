using static LoadProbe.Core.Outcome;

namespace LoadProbe.Probing.Tests;

/// <summary>What becomes of the connection (RFC 9112, 9), and answers that come oddly over it.</summary>
internal static class Connections
{
    public static OddAnswer[] Table { get; } =
    [
        new("Connection: close", OddAnswers.Say("hi", "Connection: close"), Ok, 200, 2) { Then = Afterwards.Closes, Kept = false },
        new("Connection: close, and it stays", OddAnswers.Say("hi", "Connection: close"), Ok, 200, 2) { Kept = false },
        new("Connection: close in a list", OddAnswers.Say("hi", "Connection: x-a, Close"), Ok, 200, 2) { Kept = false },
        new("Connection: keep-alive", OddAnswers.Say("hi", "Connection: keep-alive", "Keep-Alive: timeout=60"), Ok, 200, 2) { Kept = true },
        new("Connection: of nothing", OddAnswers.Say("hi", "Connection:"), Ok, 200, 2) { Kept = true },
        new("a close that nobody announced", OddAnswers.Say("hi"), Ok, 200, 2) { Then = Afterwards.Closes },
        new("HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", Ok, 200, 2),
        new("HTTP/1.0 that stays", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi", Ok, 200, 2) { Kept = true },
        new("HTTP/1.0 until the end", "HTTP/1.0 200 OK\r\n\r\nuntil the end", Ok, 200, 13) { Then = Afterwards.Closes, Kept = false },
        new("an upgrade that is only offered", OddAnswers.Say("hi", "Upgrade: h2c", "Connection: Upgrade"), Ok, 200, 2),
        new("Alt-Svc is not followed", OddAnswers.Say("hi", "Alt-Svc: h3=\":443\"; ma=86400"), Ok, 200, 2) { Kept = true },
        new("byte by byte", OddAnswers.Say("hello", "X-A: b"), Ok, 200, 5) { ByteByByte = true, Kept = true },
        new("chunks byte by byte", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nX: y\r\n\r\n", Ok, 200, 5) { ByteByByte = true, Expect = OddAnswers.Is("hello"), Kept = true },
        new("103 byte by byte", $"HTTP/1.1 103 E\r\nA: b\r\n\r\n{OddAnswers.Say("hi")}", Ok, 200, 2) { ByteByByte = true, Kept = true },
        new("a folded line byte by byte", OddAnswers.Say("hi", "X-A: b\r\n c"), Ok, 200, 2) { ByteByByte = true, Expect = OddAnswers.Has("X-A", "b   c") },
        new("until the end byte by byte", "HTTP/1.1 200 OK\r\n\r\nuntil the end", Ok, 200, 13) { ByteByByte = true, Then = Afterwards.Closes },
        new("an end before anything", "", ConnectionClosed, null) { Then = Afterwards.Closes },
        new("a reset before anything", "", ConnectionClosed, null) { Then = Afterwards.Resets },
        new("nothing", "", WaitTimedOut, null) { Then = Afterwards.Hangs },
        new("an end after one byte", "H", ReceiveFailed, null) { Then = Afterwards.Closes },
        new("an end within the status line", "HTTP/1.1 20", ReceiveFailed, null) { Then = Afterwards.Closes },
        new("an end after the status line", "HTTP/1.1 200 OK\r\n", ReceiveFailed, null) { Then = Afterwards.Closes },
        new("an end within the empty line", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r", ReceiveFailed, null) { Then = Afterwards.Closes },
        new("a reset within the body", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhalf", ReceiveFailed, 200) { Then = Afterwards.Resets },
        new("413 before the body was read", OddAnswers.Say("413 Content Too Large", "no", ["Connection: close"]), StatusMismatch, 413, 2) { Method = "POST", Sends = 1000, Early = true },
        new("413 before a large body was read", OddAnswers.Say("413 Content Too Large", "no", ["Connection: close"]), StatusMismatch, 413, 2) { Method = "POST", Sends = 200_000, Early = true, Kept = false },
        new("200 before the body was read", OddAnswers.Say("hi"), Ok, 200, 2) { Method = "POST", Sends = 1000, Early = true },
        new("a reset before a large body was read", "", ConnectionClosed, null) { Method = "POST", Sends = 8 << 20, Early = true, Then = Afterwards.Resets },
        new("a body of a megabyte", OddAnswers.Say(new string('x', 1 << 20)), Ok, 200, 1 << 20) { Kept = true },
        new("a body of 9 MB, of which 8 are kept", OddAnswers.Say(new string('x', 9 << 20)), Ok, 200, 9 << 20) { Kept = true },
    ];
}
