namespace LoadProbe.Definitions;

/// <summary>An operation while it becomes a step: its lines, and what could not be said.</summary>
internal sealed class ApiStep(ApiOperation operation, ApiVariables variables)
{
    private readonly List<string> _query = [];
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _cookies = [];

    public ApiOperation Operation { get; } = operation;

    public ApiVariables Variables { get; } = variables;

    /// <summary>Why it cannot be a step; null = it is one.</summary>
    public string? Fault { get; private set; }

    public List<string> Unsaid { get; } = [];

    /// <summary>The path's parameters by name, as templates.</summary>
    public Dictionary<string, string> PathValues { get; } = [];

    public string? Auth { get; set; }

    /// <summary>The line that says the body: <c>json: …</c>, <c>form: …</c> or <c>body: …</c>.</summary>
    public string? Body { get; set; }

    public List<string> Expect { get; } = [];

    public bool StaysAtRedirect { get; set; }

    public void Fail(string why) => Fault ??= why;

    public void Query(string template) => _query.Add(template);

    /// <summary>A header's value, as a template.</summary>
    public void Header(string name, string template)
    {
        if (!Headers.IsToken(name)) Unsaid.Add($"the header {Quote.Of(name)}, whose name is none");
        else _headers[name] = string.Concat(template.Select(c => char.IsControl(c) ? ' ' : c));
    }

    public bool HasHeader(string name) => _headers.ContainsKey(name);

    public void Cookie(string template) => _cookies.Add(template);

    /// <summary>A place for a secret.</summary>
    public string Secret(string name)
    {
        Variables.Secrets.Add(name);
        return $"${{secret:env:{name}}}";
    }

    /// <summary>Its lines in a list of steps.</summary>
    public IEnumerable<string> Lines(string name, string prefix)
    {
        yield return $"  - name: {YamlText.Text(name)}";
        if (!Operation.Reads) yield return "    kind: write-shadow   # check that the target keeps what pressure so marks apart: else it is written for real";
        yield return $"    {Operation.Method.ToLowerInvariant()}: {YamlText.Quoted(Url(prefix))}";
        if (_cookies.Count > 0) _headers["Cookie"] = string.Join("; ", _cookies);
        if (_headers.Count > 0) yield return $"    headers: {{ {string.Join(", ", _headers.Select(h => $"{YamlText.Text(h.Key)}: {YamlText.Quoted(h.Value)}"))} }}";
        if (Auth is not null) yield return $"    auth: {Auth}";
        if (Body is not null) yield return $"    {Body}";
        if (StaysAtRedirect) yield return "    redirects: 0";
        if (Expect.Count > 0) yield return $"    expect: {{ {string.Join(", ", Expect)} }}";
    }

    private string Url(string prefix)
    {
        var url = new System.Text.StringBuilder();
        string path = prefix + Operation.Path;
        for (int at = 0; at < path.Length;)
        {
            int open = path.IndexOf('{', at), close = open < 0 ? -1 : path.IndexOf('}', open);
            bool isHole = close > open + 1 && !path.AsSpan(open + 1, close - open - 1).Contains('/');
            Literal(url, path[at..(isHole ? open : path.Length)]);
            if (!isHole) break;
            string name = path[(open + 1)..close];
            Add(url, PathValues.TryGetValue(name, out string? value) ? value : Variables.Placeholder(name, path[..open]));
            at = close + 1;
        }

        for (int i = 0; i < _query.Count; i++) Add(url, (i == 0 && !url.ToString().Contains('?', StringComparison.Ordinal) ? "?" : "&") + _query[i]);
        return url.ToString();
    }

    private static void Literal(System.Text.StringBuilder url, string text) => Add(url, YamlText.Literal(string.Concat(text.Select(c => c <= ' ' || c == '\x7f' || c == '#' ? Uri.HexEscape(c) : c.ToString()))));

    // A $ before a hole would make it none.
    private static void Add(System.Text.StringBuilder url, string template)
    {
        if (url.Length > 0 && url[^1] == '$' && template.StartsWith("${", StringComparison.Ordinal)) url.Remove(url.Length - 1, 1).Append("%24");
        url.Append(template);
    }
}
