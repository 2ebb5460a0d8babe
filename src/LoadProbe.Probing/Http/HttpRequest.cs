namespace LoadProbe.Probing;

/// <summary>A request as a step wants it sent: what is written for it, and nothing of how.</summary>
/// <param name="method">A token, in capitals as a rule.</param>
/// <param name="url">An http or https address.</param>
/// <param name="version">1.1 or 2.</param>
/// <param name="fields">Its header fields, in their order.</param>
/// <param name="body">Null = it has none.</param>
/// <param name="traced">Whether each sending of it is a trace of its own, and says so.</param>
internal sealed class HttpRequest(string method, Uri url, Version version, IReadOnlyList<(string Name, string Value)> fields, byte[]? body, bool traced = false)
{
    public string Method => method;

    public Uri Url => url;

    public Version Version => version;

    public IReadOnlyList<(string Name, string Value)> Fields => fields;

    public byte[]? Body => body;

    public bool IsTraced => traced;

    /// <summary>Why it cannot be sent as it is; null when it can.</summary>
    public string? Flaw { get; } = FlawOf(fields);

    /// <summary>The same for the framework's handler.</summary>
    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(HttpMethod.Parse(method), url) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (body is not null) message.Content = new ByteArrayContent(body);
        foreach ((string name, string value) in fields)
        {
            if (IsFraming(name) || message.Headers.TryAddWithoutValidation(name, value)) continue;
            message.Content ??= new ByteArrayContent([]);
            message.Content.Headers.TryAddWithoutValidation(name, value);
        }

        if (traced) message.Headers.TryAddWithoutValidation(TraceParent.Name, TraceParent.Next());
        return message;
    }

    // For each request that varies: without a query's garbage.
    private static string? FlawOf(IReadOnlyList<(string Name, string Value)> fields)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            if (fields[i].Value.AsSpan().ContainsAny('\r', '\n', '\0')) return $"header {fields[i].Name} would have a line break in it";
        }

        return null;
    }

    /// <summary>Whether a field says where the body ends, which whoever writes it knows best.</summary>
    public static bool IsFraming(string name) => name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) || name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase);
}
