using System.Net;
using System.Text;
using System.Text.Json;

namespace LoadProbe.Probing;

/// <summary>An answer read to its end, ready to be held against what is expected of it; used again for the next one.</summary>
internal sealed class Answer
{
    private HttpResponseMessage? _response;
    private ReadOnlyMemory<byte> _body;
    private CookieCollection? _cookies;
    private string? _text;
    private JsonDocument? _json;
    private bool _parsed;

    public void Read(HttpResponseMessage? response, ReadOnlyMemory<byte> body, CookieCollection? cookies) => (_response, _body, _cookies) = (response, body, cookies);

    public void Clear()
    {
        _json?.Dispose();
        (_response, _body, _cookies, _text, _json, _parsed) = (null, default, null, null, null, false);
    }

    public int Status => (int)_response!.StatusCode;

    public string Text => _text ??= Encoding.GetString(_body.Span);

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
                    _json = JsonDocument.Parse(_body);
                }
                catch (JsonException)
                {
                    _json = null;
                }
            }

            return _json?.RootElement;
        }
    }

    public string? Header(string name) =>
        _response!.Headers.TryGetValues(name, out IEnumerable<string>? values) || _response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values) : null;

    public string? Cookie(string name) => _cookies?[name]?.Value;

    private Encoding Encoding
    {
        get
        {
            try
            {
                return _response?.Content.Headers.ContentType?.CharSet is { Length: > 0 } name ? Encoding.GetEncoding(name.Trim('"')) : Encoding.UTF8;
            }
            catch (ArgumentException)
            {
                return Encoding.UTF8;
            }
        }
    }
}
