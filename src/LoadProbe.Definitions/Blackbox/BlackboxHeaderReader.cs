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

    /// <summary>Headers of a mapping of names to lists of values, as the client and the websocket have them.</summary>
    /// <param name="any">Also those that the client sets itself: the websocket has no others.</param>
    public static IReadOnlyList<BlackboxClientHeader> ReadLists(BlackboxFields fields, string key, bool any = false)
    {
        var headers = new List<BlackboxClientHeader>();
        foreach ((TextNode name, Node node) in fields.Entries(key))
        {
            if (!Headers.IsName(name.Text, name.At, fields.Mistakes)) continue;
            if (!any && Reserved.Contains(name.Text)) fields.Mistakes.Add(name.At, $"header {name.Text} cannot be set here: it is one of those that the client sets itself, or another key does");
            if (BlackboxFields.Of(node, $"header {name.Text}", BlackboxKeys.ClientHeader, fields.Mistakes) is not { } header) continue;
            foreach (Node item in header.List("values").Concat(header.List("secrets")).Where(i => i is TextNode text && IsMoreThanALine(text.Text))) fields.Mistakes.Add(item.At, $"header {name.Text} has more than one line: a header is one line");
            IReadOnlyList<BlackboxSecret> Of(string kind, Func<string, BlackboxSecret> secret) => [.. header.Texts(kind).Select(secret)];
            headers.Add(new BlackboxClientHeader(name.Text, Of("values", BlackboxSecret.Of), Of("secrets", BlackboxSecret.Of), Of("files", BlackboxSecret.FromFile)));
        }

        return headers;
    }

    /// <summary>Headers of a mapping of names to values.</summary>
    public static IReadOnlyList<BlackboxHeader> Read(BlackboxFields fields, string key)
    {
        var headers = new List<BlackboxHeader>();
        foreach ((TextNode name, Node at, string value) in fields.Map(key))
        {
            if (!Headers.IsName(name.Text, name.At, fields.Mistakes)) continue;
            if (IsMoreThanALine(value)) fields.Mistakes.Add(at.At, $"header {name.Text} has more than one line: a header is one line");
            headers.Add(new BlackboxHeader(name.Text, BlackboxSecret.Of(value)));
        }

        return headers;
    }

    private static bool IsMoreThanALine(string value) => value.AsSpan().ContainsAny('\r', '\n', '\0');
}
