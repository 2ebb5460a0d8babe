using System.Text;

namespace LoadProbe.Probing.Tests;

/// <summary>All tables, and what they have in common.</summary>
internal static class OddAnswers
{
    public static IReadOnlyList<OddAnswer> All { get; } =
        [.. StatusLines.Table, .. Fields.Table, .. Lengths.Table, .. Chunks.Table, .. Encodeds.Table, .. Cookies.Table, .. Documents.Table, .. Locations.Table, .. Connections.Table];

    /// <summary>An answer with nothing odd but these header lines.</summary>
    public static string Say(string body, params string[] fields) => Say("200 OK", body, fields);

    public static string Say(string status, string body, string[] fields) =>
        $"HTTP/1.1 {status}\r\n{string.Concat(fields.Select(f => f + "\r\n"))}Content-Length: {body.Length}\r\n\r\n{body}";

    /// <summary>Text as the bytes of its UTF-8, a character a byte.</summary>
    public static string Utf8(string text) => Bytes(Encoding.UTF8.GetBytes(text));

    public static string Bytes(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    public static HttpExpectation Is(string body) => new() { Body = [new Match { Is = Template.Constant(body) }] };

    public static HttpExpectation Has(string header, string value) => new() { Headers = [new HeaderExpectation(header, new Match { Is = Template.Constant(value) })] };

    public static HttpExpectation At(string path, string value) => new() { Json = [new JsonExpectation(JsonPath.Parse(path)!, new Match { Is = Template.Constant(value) })] };
}
