using System.Net.Http.Headers;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>
/// A step's request, ready to be sent again and again by one customer. Where nothing in it varies it is one message
/// used for every sending; else what is constant is worked out once.
/// </summary>
internal sealed class RequestForm
{
    /// <summary>Who we say we are, unless a step says otherwise.</summary>
    public const string UserAgent = "LoadProbe/0.1";

    private readonly HttpStep _step;
    private readonly Target _target;
    private readonly HttpMethod _method;
    private readonly Uri? _url;
    private readonly byte[]? _body;
    private readonly HttpRequestMessage? _message;

    /// <summary>Whether answers may come encoded, because the step asks for that.</summary>
    public bool IsEncoded { get; }

    /// <summary>How long the parts of each request may take.</summary>
    public PhaseTimeouts? Timeouts { get; }

    public RequestForm(HttpStep step, Target target, Variables variables)
    {
        (_step, _target) = (step, target);
        IsEncoded = Encodings.AsksFor(step);
        Timeouts = step.Timeouts?.Over(target.Timeouts) ?? target.Timeouts;
        _method = HttpMethod.Parse(step.Method);
        if (step.Url.IsConstant) _url = Absolute(variables);
        if (step.Body is { Content.IsConstant: true } body) _body = Encoding.UTF8.GetBytes(body.Content.Resolve(variables));
        bool varies = _url is null || (step.Body is not null && _body is null) || step.Headers.Any(h => !h.Value.IsConstant);
        if (!varies) _message = Message(_method, _url!, step.Body, variables);
    }

    /// <summary>The address; null when what its variables hold makes none.</summary>
    public Uri? Url(Variables variables) => _url ?? Absolute(variables);

    /// <summary>The first request of the step.</summary>
    public HttpRequestMessage First(Uri url, CookieJar? cookies, Variables variables) =>
        _message is not null && cookies is null ? _message : WithCookies(Message(_method, url, _step.Body, variables), url, cookies);

    /// <summary>A request after a redirect.</summary>
    public HttpRequestMessage Next(string method, Uri url, HttpBody? body, CookieJar? cookies, Variables variables) =>
        WithCookies(Message(HttpMethod.Parse(method), url, body, variables), url, cookies);

    private Uri? Absolute(Variables variables) =>
        Uri.TryCreate(_target.Address, _step.Url.Resolve(variables), out Uri? url) && url.Scheme is "http" or "https" ? url : null;

    private HttpRequestMessage Message(HttpMethod method, Uri url, HttpBody? body, Variables variables)
    {
        var request = new HttpRequestMessage(method, url) { Version = _step.Version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (body is not null)
        {
            request.Content = new ByteArrayContent(_body ?? Encoding.UTF8.GetBytes(body.Content.Resolve(variables)));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(body.ContentType);
        }

        foreach (Header header in _step.Headers)
        {
            string value = header.Value.Resolve(variables);
            if (request.Headers.TryAddWithoutValidation(header.Name, value)) continue;
            request.Content ??= new ByteArrayContent([]);
            request.Content.Headers.Remove(header.Name);
            request.Content.Headers.TryAddWithoutValidation(header.Name, value);
        }

        if (!request.Headers.Contains("User-Agent")) request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        return request;
    }

    private static HttpRequestMessage WithCookies(HttpRequestMessage request, Uri url, CookieJar? cookies)
    {
        string cookie = cookies?.Header(url) ?? "";
        if (cookie.Length > 0) request.Headers.TryAddWithoutValidation("Cookie", cookie);
        return request;
    }
}
