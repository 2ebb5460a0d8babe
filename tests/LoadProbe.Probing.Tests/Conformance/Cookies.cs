using static LoadProbe.Core.Outcome;

namespace LoadProbe.Probing.Tests;

/// <summary>What of <c>Set-Cookie</c> comes back with the next request (RFC 6265).</summary>
internal static class Cookies
{
    public static OddAnswer[] Table { get; } =
    [
        Set("a cookie", "a=1", "a=1"),
        Set("a cookie for every path", "a=1; Path=/", "a=1"),
        Set("a cookie for another path", "a=1; Path=/elsewhere", ""),
        Set("a cookie with a path that is none", "a=1; Path=elsewhere", "a=1"),
        Set("a cookie with an empty path", "a=1; Path=", "a=1"),
        Set("a cookie for this host", "a=1; Domain=127.0.0.1", "a=1"),
        Set("a cookie for another host", "a=1; Domain=example.com", ""),
        Set("a cookie with an empty domain", "a=1; Domain=", "a=1"),
        Set("a cookie that is over", "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", ""),
        Set("a cookie for long", "a=1; Expires=Tue, 19 Jan 2038 03:14:07 GMT", "a=1"),
        Set("a cookie whose end is no date", "a=1; Expires=never", "a=1"),
        Set("a cookie for no time", "a=1; Max-Age=0", ""),
        Set("a cookie for an hour", "a=1; Max-Age=3600", "a=1"),
        Set("a cookie for less than no time", "a=1; Max-Age=-1", ""),
        Set("a cookie whose age is no number", "a=1; Max-Age=long", "a=1"),
        Set("a cookie whose age says more than its end", "a=1; Max-Age=3600; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "a=1"),
        Set("a cookie for TLS alone", "a=1; Secure", ""),
        Set("a cookie that scripts do not see", "a=1; HttpOnly", "a=1"),
        Set("a cookie with attributes to come", "a=1; SameSite=Lax; Partitioned; Priority=High", "a=1"),
        Set("a cookie with attributes in other letters", "a=1; pATH=/; httponly; MAX-AGE=60", "a=1"),
        Set("a cookie of this host by its name, without TLS", "__Host-a=1; Secure; Path=/", ""),
        Set("a cookie of this host by its name, not as it must be", "__Host-a=1; Path=/", ""),
        Set("a cookie of TLS by its name, without TLS", "__Secure-a=1; Path=/", ""),
        Set("a cookie without a value", "a=", "a="),
        Set("a cookie without a name", "=1", "1"),
        Set("a cookie that is one word", "word", "word"),
        Set("a cookie that is nothing", "", ""),
        Set("a cookie that is nothing but attributes", "; Path=/; HttpOnly", ""),
        Set("a cookie in quotes", "a=\"1 2\"", "a=\"1 2\""),
        Set("a cookie with an equals sign in it", "a=b=c==", "a=b=c=="),
        Set("a cookie with blanks around it", "  a =  1  ", "a=1"),
        Set("a cookie with a comma in it", "a=1,2", "a=1,2"),
        Set("a cookie with what looks like another in it", "a=1, b=2", "a=1, b=2"),
        Set("a cookie with JSON in it", "a={\"x\":1,\"y\":[2]}", "a={\"x\":1,\"y\":[2]}"),
        Set("a cookie with a dollar in its name", "$a=1", "$a=1"),
        Set("a cookie with brackets in its name", "a[b]=1", "a[b]=1"),
        Set("a cookie of 4,000 characters", "a=" + new string('x', 4000), "a=" + new string('x', 4000)),
        Set("a cookie of 5,000 characters", "a=" + new string('x', 5000), ""),
        new("the same cookie twice", OddAnswers.Say("hi", "Set-Cookie: a=1", "Set-Cookie: a=2"), Ok, 200, 2) { Cookies = "a=2" },
        new("a cookie that is taken back", OddAnswers.Say("hi", "Set-Cookie: a=1", "Set-Cookie: a=; Max-Age=0"), Ok, 200, 2),
        new("a good cookie after one that is none", OddAnswers.Say("hi", "Set-Cookie: a=1; Domain=example.com", "Set-Cookie: b=2"), Ok, 200, 2) { Cookies = "b=2" },
        new("fifty cookies", OddAnswers.Say("hi", [.. Enumerable.Range(0, 50).Select(i => $"Set-Cookie: c{i}={i}")]), Ok, 200, 2) { Cookies = string.Join("; ", Enumerable.Range(0, 50).Select(i => $"c{i}={i}")) },
        new("a cookie saved by its name", OddAnswers.Say("hi", "Set-Cookie: a=1; Path=/elsewhere", "Set-Cookie: b=2"), Ok, 200, 2) { Saves = [new Save("v", SaveSource.Cookie, "a")], Cookies = "b=2" },
        new("a cookie to save that is not there", OddAnswers.Say("hi", "Set-Cookie: a=1"), NotSaved, 200, 2) { Saves = [new Save("v", SaveSource.Cookie, "b")], Cookies = "a=1" },
        new("a cookie of an answer that broke off", "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nContent-Length: 9\r\n\r\nhalf", ReceiveFailed, 200) { Then = Afterwards.Closes },
    ];

    private static OddAnswer Set(string name, string cookie, string sentBack) => new(name, OddAnswers.Say("hi", "Set-Cookie: " + cookie), Ok, 200, 2) { Cookies = sentBack };
}
