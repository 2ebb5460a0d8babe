namespace LoadProbe.Definitions;

/// <summary>Which of a request's headers are said: not those that a client, the browser or the way there sets by itself.</summary>
internal static class HarHeaders
{
    private static readonly HashSet<string> Own = new(
        [
            "accept-encoding", "accept-language", "baggage", "cache-control", "connection", "content-length", "content-type", "cookie", "cookie2", "date", "dnt", "expect", "forwarded", "host", "http2-settings",
            "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "keep-alive", "origin", "pragma", "priority", "purpose", "referer", "save-data", "te", "traceparent", "tracestate",
            "trailer", "transfer-encoding", "upgrade", "upgrade-insecure-requests", "user-agent", "via", "x-client-data", "x-loadprobe-run",
        ],
        StringComparer.OrdinalIgnoreCase);

    public static void Say(HarEntry entry, HarWords words, List<string> headers)
    {
        var said = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string value) in entry.Headers)
        {
            if (Own.Contains(name) || name.StartsWith("sec-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("proxy-", StringComparison.OrdinalIgnoreCase)) continue;
            if (!Headers.IsToken(name) || name.Length > 200 || value.AsSpan().ContainsAny('\r', '\n', '\0') || (name.Equals("Accept", StringComparison.OrdinalIgnoreCase) && value == "*/*") || !said.Add(name)) continue;
            string written = name.Equals("Idempotency-Key", StringComparison.OrdinalIgnoreCase) ? value.StartsWith('"') ? "\"${idempotency}\"" : "${idempotency}" : words.Header(name, value);
            headers.Add($"{(name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && char.IsAsciiLetter(name[0]) ? name : YamlText.Quoted(name))}: {YamlText.Quoted(written)}");
        }
    }
}
