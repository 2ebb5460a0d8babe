using System.Text;

namespace LoadProbe.Probing;

/// <summary>
/// A step's request, ready to be sent again and again by one customer. Where nothing in it varies it is one request
/// used for every sending; else what is constant is worked out once.
/// </summary>
internal sealed class RequestForm
{
    /// <summary>Who we say we are, unless a step says otherwise.</summary>
    public const string UserAgent = "LoadProbe/0.1";

    private readonly HttpStep _step;
    private readonly Target _target;
    private readonly PressureMark? _mark;
    private readonly Uri? _url;
    private readonly byte[]? _body;
    private readonly HttpRequest? _constant;
    private string? _origin;

    /// <summary>Whether answers may come encoded, because the step asks for that.</summary>
    public bool IsEncoded { get; }

    /// <summary>How long the parts of each request may take.</summary>
    public PhaseTimeouts? Timeouts { get; }

    public RequestForm(HttpStep step, Target target, Variables variables, PressureMark? mark = null)
    {
        (_step, _target, _mark) = (step, target, mark);
        IsEncoded = Encodings.AsksFor(step);
        Timeouts = step.Timeouts?.Over(target.Timeouts) ?? target.Timeouts;
        if (step.Url.IsConstant) _url = Absolute(variables);
        if (step.Body is { Content.IsConstant: true } body) _body = Encoding.UTF8.GetBytes(body.Content.Resolve(variables));
        bool varies = _url is null || (step.Body is not null && _body is null) || step.Headers.Any(h => !h.Value.IsConstant) || step.Auth is not null;
        if (!varies) _constant = Request(step.Method, _url!, step.Body, null, variables);
    }

    /// <summary>The address; null when what its variables hold makes none.</summary>
    public Uri? Url(Variables variables) => _url ?? Absolute(variables);

    /// <summary>The first request of the step.</summary>
    public HttpRequest First(Uri url, CookieJar? cookies, Variables variables)
    {
        if (_constant is not null && cookies is null) return _constant;
        _origin = _step.Auth is null ? null : url.GetLeftPart(UriPartial.Authority);
        return Request(_step.Method, url, _step.Body, cookies, variables);
    }

    /// <summary>A request after a redirect.</summary>
    public HttpRequest Next(string method, Uri url, HttpBody? body, CookieJar? cookies, Variables variables) =>
        Request(method, url, body, cookies, variables);

    private Uri? Absolute(Variables variables) =>
        Uri.TryCreate(_target.Address, _step.Url.Resolve(variables), out Uri? url) && url.Scheme is "http" or "https" ? url : null;

    private HttpRequest Request(string method, Uri url, HttpBody? body, CookieJar? cookies, Variables variables)
    {
        var fields = new List<(string Name, string Value)>(_step.Headers.Count + 6);
        foreach (Header header in _step.Headers) fields.Add((header.Name, header.Value.Resolve(variables)));
        // A redirect elsewhere must not carry it there.
        if (_step.Auth is { } auth && url.GetLeftPart(UriPartial.Authority) == _origin) fields.Add(("Authorization", Credentials.Authorization(auth, variables)));
        if (!Says("User-Agent")) fields.Add(("User-Agent", UserAgent));
        if (body is not null && !Says("Content-Type")) fields.Add(("Content-Type", body.ContentType));
        if (cookies?.Header(url) is { Length: > 0 } own) AddCookies(fields, own);
        bool traced = _mark?.Onto(fields, _step.Effect) ?? false;
        return new HttpRequest(method, url, _step.Version, fields, body is null ? null : _body ?? Encoding.UTF8.GetBytes(body.Content.Resolve(variables)), traced);
    }

    // A request has one line of them (RFC 6265, 5.4).
    private static void AddCookies(List<(string Name, string Value)> fields, string own)
    {
        int said = fields.FindIndex(f => f.Name.Equals("Cookie", StringComparison.OrdinalIgnoreCase));
        if (said < 0) fields.Add(("Cookie", own));
        else fields[said] = (fields[said].Name, $"{fields[said].Value}; {own}");
    }

    private bool Says(string name) => _step.Headers.Any(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
