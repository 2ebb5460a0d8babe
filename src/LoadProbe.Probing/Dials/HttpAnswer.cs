using System.Net;
using System.Text;
using System.Text.Json;

namespace LoadProbe.Probing;

/// <summary>An answer read to its end, ready to be held against what is expected of it.</summary>
internal sealed class HttpAnswer(HttpResponseMessage response, ReadOnlyMemory<byte> body, CookieCollection cookies) : IDisposable
{
    private string? _text;
    private JsonDocument? _json;
    private bool _parsed;

    public int Status => (int)response.StatusCode;

    public string Text => _text ??= Encoding.GetString(body.Span);

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
                    _json = JsonDocument.Parse(body);
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
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) || response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values) : null;

    public string? Cookie(string name) => cookies[name]?.Value;

    public void Dispose() => _json?.Dispose();

    private Encoding Encoding
    {
        get
        {
            try
            {
                return response.Content.Headers.ContentType?.CharSet is { Length: > 0 } name ? Encoding.GetEncoding(name.Trim('"')) : Encoding.UTF8;
            }
            catch (ArgumentException)
            {
                return Encoding.UTF8;
            }
        }
    }
}
