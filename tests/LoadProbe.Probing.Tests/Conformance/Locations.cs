using static LoadProbe.Core.Outcome;

namespace LoadProbe.Probing.Tests;

/// <summary>Redirects (RFC 9110, 15.4). Where none is followed, the server says the path it was asked for.</summary>
internal static class Locations
{
    public static OddAnswer[] Table { get; } =
    [
        To("a location by its path", "302 Found", "/there", "/there"),
        To("a location beside the first", "301 Moved Permanently", "there", "/there"),
        To("a location above the first", "307 Temporary Redirect", "../../there", "/there"),
        To("a location that is a question", "303 See Other", "/there?a=b&c=%20d", "/there?a=b&c=%20d"),
        To("a location with a fragment", "308 Permanent Redirect", "/there#part", "/there"),
        To("a location with blanks", "302 Found", "/a b", "/a%20b"),
        To("a location in UTF-8", "302 Found", OddAnswers.Utf8("/价"), "/%E4%BB%B7"),
        To("a location with escapes", "302 Found", "/%E4%BB%B7%2f..", "/%E4%BB%B7%2f.."),
        new("no location", OddAnswers.Say("302 Found", "hi", []), Ok, 302, 2),
        new("an empty location", OddAnswers.Say("302 Found", "hi", ["Location:"]), ProtocolError, 302, 2),
        new("a location in another scheme", OddAnswers.Say("302 Found", "", ["Location: ftp://127.0.0.1/x"]), ProtocolError, 302, 0),
        new("a location that is a letter", OddAnswers.Say("302 Found", "", ["Location: mailto:a@example.com"]), ProtocolError, 302, 0),
        new("a location that is a script", OddAnswers.Say("302 Found", "", ["Location: javascript:alert(1)"]), ProtocolError, 302, 0),
        new("a location that is a file", OddAnswers.Say("302 Found", "", ["Location: file:///etc/passwd"]), ProtocolError, 302, 0),
        new("a location without a host", OddAnswers.Say("302 Found", "", ["Location: http://"]), ProtocolError, 302, 0),
        new("a location with a port and no host", OddAnswers.Say("302 Found", "", ["Location: //:80/x"]), ProtocolError, 302, 0),
        new("a location with a port that is none", OddAnswers.Say("302 Found", "", ["Location: http://127.0.0.1:99999/"]), ProtocolError, 302, 0),
        new("a location with half of an address", OddAnswers.Say("302 Found", "", ["Location: http://[::1/"]), ProtocolError, 302, 0),
        new("two locations", OddAnswers.Say("302 Found", "", ["Location: /one", "Location: /two"]), ProtocolError, 302, 0),
        new("a location elsewhere", OddAnswers.Say("302 Found", "", ["Location: http://127.0.0.2:1/"]), NotAllowed, 302),
        new("a location that is for nobody to follow: 300", OddAnswers.Say("300 Multiple Choices", "hi", ["Location: /there"]), Ok, 300, 2),
        new("a location that is for nobody to follow: 305", OddAnswers.Say("305 Use Proxy", "hi", ["Location: /there"]), Ok, 305, 2),
        new("a location of a 201", OddAnswers.Say("201 Created", "hi", ["Location: /there"]), Ok, 201, 2) { Expect = OddAnswers.Has("Location", "/there") },
        new("a redirect whose body breaks off", "HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 9\r\n\r\nhalf", ReceiveFailed, 302) { Then = Afterwards.Closes },
        new("a redirect with a body", OddAnswers.Say("302 Found", "<a href=/there>there</a>", ["Location: /there"]), Ok, 200, 6) { Expect = OddAnswers.Is("/there") },
        new("a redirect that sets a cookie", OddAnswers.Say("302 Found", "", ["Location: /there", "Set-Cookie: a=1"]), Ok, 200, 10) { Expect = OddAnswers.Is("/there a=1"), Cookies = "a=1" },
    ];

    private static OddAnswer To(string name, string status, string location, string asked) =>
        new(name, OddAnswers.Say(status, "", ["Location: " + location]), Ok, 200, asked.Length) { Expect = OddAnswers.Is(asked) };
}
