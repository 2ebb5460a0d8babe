using System.Text;
using static LoadProbe.Core.Outcome;

namespace LoadProbe.Probing.Tests;

/// <summary>JSON (RFC 8259) and text, and the character sets they come in.</summary>
internal static class Documents
{
    private static readonly string Text = OddAnswers.Utf8("价格");

    public static OddAnswer[] Table { get; } =
    [
        Json("JSON", "{\"a\":1}", "$.a", "1"),
        Json("JSON that is one number", "7", "$", "7"),
        Json("JSON that is null", "null", "$", "null"),
        Json("JSON with blanks around it", " \r\n\t{\"a\":1}\n ", "$.a", "1"),
        Json("JSON after a mark of UTF-8", "\u00ef\u00bb\u00bf{\"a\":1}", "$.a", "1"),
        Json("JSON in UTF-8", $"{{\"a\":\"{Text}\"}}", "$.a", "价格"),
        Json("JSON in escapes", "{\"a\":\"\\u4ef7\\u683c\"}", "$.a", "价格"),
        Json("JSON in UTF-16 with a mark", OddAnswers.Bytes([0xff, 0xfe, .. Encoding.Unicode.GetBytes("{\"a\":1}")]), "$.a", "1"),
        Json("JSON in UTF-16 by its name", OddAnswers.Bytes(Encoding.BigEndianUnicode.GetBytes("{\"a\":1}")), "$.a", "1", "utf-16be"),
        Json("JSON in Latin-1 by its name", "{\"a\":\"caf\u00e9\"}", "$.a", "café", "iso-8859-1"),
        Json("JSON in GBK by its name", "{\"a\":\"\u00bc\u00db\u00b8\u00f1\"}", "$.a", "价格", "GBK"),
        Json("JSON in a character set that nobody knows", "{\"a\":1}", "$.a", "1", "klingon"),
        Json("JSON in UTF-7", "{\"a\":1}", "$.a", "1", "utf-7"),
        Json("JSON with its character set in quotes", "{\"a\":1}", "$.a", "1", "\"utf-8\""),
        Json("JSON with a key twice: the last one", "{\"a\":1,\"a\":2}", "$.a", "2"),
        Json("JSON with a number of 400 digits", $"{{\"a\":{new string('9', 400)}}}", "$.a", new string('9', 400)),
        Json("JSON with 1e400", "{\"a\":1e400}", "$.a", "1e400"),
        Json("JSON with a number finer than a double", "{\"a\":0.1234567890123456789}", "$.a", "0.1234567890123456789"),
        Json("JSON 1,000 deep", new string('[', 1000) + new string(']', 1000), "$.length()", "1"),
        Json("JSON with an empty key", "{\"\":1}", "$['']", "1"),
        Broken("JSON in Latin-1 without a name for it", "{\"a\":\"caf\u00e9\"}"),
        Broken("JSON with half of a character", "{\"a\":\"\\ud800\"}"),
        Broken("JSON 100,000 deep", new string('[', 100_000) + new string(']', 100_000)),
        Broken("JSON with NaN", "{\"a\":NaN}"),
        Broken("JSON with a comma too many", "{\"a\":1,}"),
        Broken("JSON with a comment", "{\"a\":1 /* one */}"),
        Broken("JSON in single quotes", "{'a':1}"),
        Broken("JSON twice", "{\"a\":1}{\"a\":1}"),
        Broken("JSON that breaks off", "{\"a\":1"),
        Broken("JSON with 01", "{\"a\":01}"),
        Broken("no JSON at all", ""),
        Broken("a page instead of JSON", "<html>1</html>"),
        new("text after a mark of UTF-8", OddAnswers.Say("\u00ef\u00bb\u00bfhello"), Ok, 200, 8) { Expect = OddAnswers.Is("hello") },
        new("text in UTF-16 with a mark", OddAnswers.Say(OddAnswers.Bytes([0xfe, 0xff, .. Encoding.BigEndianUnicode.GetBytes("hello")]), "Content-Type: text/plain"), Ok, 200, 12) { Expect = OddAnswers.Is("hello") },
        new("text in GB18030", OddAnswers.Say("\u00bc\u00db\u00b8\u00f1", "Content-Type: text/plain; charset=gb18030"), Ok, 200, 4) { Expect = OddAnswers.Is("价格") },
        new("text that is not what its character set allows", OddAnswers.Say("a\u00ffb", "Content-Type: text/plain; charset=utf-8"), Ok, 200, 3) { Expect = OddAnswers.Is("a\ufffdb") },
    ];

    private static OddAnswer Json(string name, string body, string path, string value, string? charset = null) =>
        new(name, OddAnswers.Say(body, charset is null ? "Content-Type: application/json" : $"Content-Type: application/json; charset={charset}"), Ok, 200, body.Length) { Expect = OddAnswers.At(path, value) };

    private static OddAnswer Broken(string name, string body) => new(name, OddAnswers.Say(body, "Content-Type: application/json"), JsonMismatch, 200, body.Length) { Expect = OddAnswers.At("$.a", "1") };
}
