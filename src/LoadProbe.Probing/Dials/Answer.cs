using System.Text.Json;

namespace LoadProbe.Probing;

/// <summary>An answer read to its end, ready to be held against what is expected of it; used again for the next one.</summary>
internal sealed class Answer
{
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = 1024 };

    private HttpAnswer? _answer;
    private ReadOnlyMemory<byte> _body;
    private IReadOnlyList<Cookie>? _cookies;
    private string? _text;
    private JsonDocument? _json;
    private bool _parsed;

    public void Read(HttpAnswer? answer, ReadOnlyMemory<byte> body, IReadOnlyList<Cookie>? cookies) => (_answer, _body, _cookies) = (answer, body, cookies);

    public void Clear()
    {
        _json?.Dispose();
        (_answer, _body, _cookies, _text, _json, _parsed) = (null, default, null, null, null, false);
    }

    public int Status => _answer!.Status;

    public string Text => _text ??= Charset.Of(_answer, _body.Span).Decode(_body.Span);

    /// <summary>Null when the body is not JSON.</summary>
    public JsonElement? Json
    {
        get
        {
            if (!_parsed)
            {
                _parsed = true;
                try
                {
                    Charset charset = Charset.Of(_answer, _body.Span);
                    _json = charset.IsUtf8 ? JsonDocument.Parse(_body[charset.Mark..], Depth) : JsonDocument.Parse(Text, Depth);
                }
                catch (JsonException)
                {
                    _json = null;
                }
            }

            return _json?.RootElement;
        }
    }

    /// <summary>As it was sent; null when it was not.</summary>
    public string? Header(string name) => _answer!.Value(name);

    public string? Cookie(string name) => _cookies?.LastOrDefault(c => c.Name == name)?.Value;
}
