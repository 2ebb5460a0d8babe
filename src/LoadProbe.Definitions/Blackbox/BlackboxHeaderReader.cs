namespace LoadProbe.Definitions;

/// <summary>Headers that are sent.</summary>
internal static class BlackboxHeaderReader
{
    // What the connection, the body or another key decides.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Host", "Content-Encoding", "Content-Length", "Content-Type", "User-Agent", "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "WWW-Authenticate", "Accept-Encoding",
        "X-Prometheus-Remote-Write-Version", "X-Prometheus-Remote-Read-Version", "X-Prometheus-Scrape-Timeout-Seconds", "X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Content-Sha256",
    };

    /// <summary>The headers of <c>http_headers</c>, and those of a websocket.</summary>
    public static BlackboxHeaders Read(BlackboxFields fields)
    {
        var all = new BlackboxHeaders(Read(fields, "headers", BlackboxSecret.Of), Read(fields, "secret_headers", BlackboxSecret.Of), Read(fields, "files", BlackboxSecret.FromFile));
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (TextNode name in new[] { "headers", "secret_headers", "files" }.SelectMany(fields.Entries).Select(e => e.Key))
        {
            if (!seen.Add(name.Text)) fields.Mistakes.Add(name.At, $"header {Quote.Bare(name.Text)} stands twice: leave one out");
            if (Reserved.Contains(name.Text)) fields.Mistakes.Add(name.At, $"header {Quote.Bare(name.Text)} cannot be set here: it is one of those that the client sets itself, or another key does");
        }

        foreach ((TextNode name, Node at, string path) in fields.Map("files"))
        {
            if (!Reach.HasFile(path)) fields.Mistakes.Add(at.At, $"{Quote.Of(path)}: there is no such file with the value of {Quote.Bare(name.Text)}");
        }

        return all;
    }

    /// <summary>Headers of a mapping of names to values.</summary>
    public static IReadOnlyList<BlackboxHeader> Read(BlackboxFields fields, string key, Func<string, BlackboxSecret> secret)
    {
        var headers = new List<BlackboxHeader>();
        foreach ((TextNode name, Node at, string value) in fields.Map(key))
        {
            if (!Headers.IsName(name.Text, name.At, fields.Mistakes)) continue;
            if (value.AsSpan().ContainsAny('\r', '\n', '\0')) fields.Mistakes.Add(at.At, $"header {name.Text} has more than one line: a header is one line");
            headers.Add(new BlackboxHeader(name.Text, secret(value)));
        }

        return headers;
    }
}
