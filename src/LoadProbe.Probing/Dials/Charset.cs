using System.Net.Http.Headers;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>
/// The characters an answer is written in: those of the mark it begins with, else those it names, else UTF-8.
/// </summary>
internal readonly record struct Charset(Encoding Encoding, int Mark)
{
    private static readonly Encoding[] Marked = [Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode];

    public bool IsUtf8 => Encoding == Encoding.UTF8;

    public static Charset Of(HttpAnswer? answer, ReadOnlySpan<byte> body)
    {
        foreach (Encoding encoding in Marked)
        {
            if (body.StartsWith(encoding.Preamble)) return new Charset(encoding, encoding.Preamble.Length);
        }

        return new Charset(answer is null ? Encoding.UTF8 : Named(answer), 0);
    }

    public string Decode(ReadOnlySpan<byte> body) => Encoding.GetString(body[Mark..]);

    private static Encoding Named(HttpAnswer answer)
    {
        // As it was sent: reading the header into its parts would cost more than the answer.
        if (answer.Value("Content-Type") is not { } type || !type.Contains("charset", StringComparison.OrdinalIgnoreCase)) return Encoding.UTF8;
        if (type.EndsWith("charset=utf-8", StringComparison.OrdinalIgnoreCase) || !MediaTypeHeaderValue.TryParse(type, out MediaTypeHeaderValue? parts) || parts.CharSet is not { Length: > 0 } name) return Encoding.UTF8;
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name.Trim('"')) ?? Encoding.GetEncoding(name.Trim('"'));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return Encoding.UTF8;
        }
    }
}
