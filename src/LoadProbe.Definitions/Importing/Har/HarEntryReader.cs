using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LoadProbe.Definitions;

/// <summary>One entry of a HAR. What another program left out, or wrote in another form, is as if it were not there.</summary>
internal static class HarEntryReader
{
    private const int LongestAnswer = 4 << 20;

    /// <summary>Null when it says no request.</summary>
    public static HarEntry? Read(JsonElement entry)
    {
        try
        {
            return Of(entry);
        }
        catch (InvalidOperationException)
        {
            // A key that is no text.
            return null;
        }
    }

    private static HarEntry? Of(JsonElement entry)
    {
        if (Object(entry, "request") is not { } request || Text(request, "method") is not { Length: > 0 } method) return null;
        if (Text(request, "url") is not { } written || !Uri.TryCreate(written, UriKind.Absolute, out Uri? url)) return null;
        JsonElement? response = Object(entry, "response"), content = response is { } r ? Object(r, "content") : null;
        IReadOnlyList<(string Name, string Value)> headers = Pairs(request, "headers"), answered = Pairs(response, "headers");
        JsonElement? post = Object(request, "postData");
        string? body = post is { } p ? Decoded(Text(p, "text"), Text(p, "encoding")) : null;
        IReadOnlyList<(string Name, string Value)> form = Pairs(post, "params");
        int status = (int)Math.Clamp(Number(response, "status"), 0, 999);
        return new HarEntry
        {
            Method = method.ToUpperInvariant(),
            Url = url,
            Path = PathOf(written),
            Headers = headers,
            Mime = headers.Where(h => h.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).FirstOrDefault() ?? (post is { } q ? Text(q, "mimeType") : null),
            Body = body is { Length: > 0 } ? body : null,
            Form = string.IsNullOrEmpty(body) && form.Count > 0 ? form : null,
            IsBodyLost = string.IsNullOrEmpty(body) && form.Count == 0 && (post is { } has && (has.TryGetProperty("text", out JsonElement lost) ? lost.ValueKind != JsonValueKind.String || lost.GetRawText().Length > 2 : has.TryGetProperty("_file", out _)) || Number(request, "bodySize") > 0),
            Status = status,
            AnswerMime = (content is { } c ? Text(c, "mimeType") : null) ?? "",
            Answer = content is { } json ? Answer(json) : null,
            Type = Text(entry, "_resourceType") ?? "",
            IsCached = entry.TryGetProperty("_fromCache", out JsonElement cached) && cached.ValueKind is JsonValueKind.String or JsonValueKind.True,
            IsSocket = url.Scheme is "ws" or "wss" || status == 101 || entry.TryGetProperty("_webSocketMessages", out _),
            Location = status is 301 or 302 or 303 or 307 or 308 ? Location(url, response, answered) : null,
            Started = Text(entry, "startedDateTime") is { } start && DateTimeOffset.TryParse(start, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at) ? at : null,
            Duration = TimeSpan.FromMilliseconds(Math.Clamp(Number(entry, "time"), 0, 3_600_000)),
            Cookies = [.. headers.Where(h => h.Name.Equals("Cookie", StringComparison.OrdinalIgnoreCase)).SelectMany(h => h.Value.Split(';')).Select(CookieName).Concat(Pairs(request, "cookies").Select(k => k.Name)).Where(n => n.Length > 0).Distinct()],
            CookiesSet = [.. answered.Where(h => h.Name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase)).SelectMany(h => h.Value.Split('\n')).Select(CookieName).Concat(Pairs(response, "cookies").Select(k => k.Name)).Distinct()],
        };
    }

    private static string CookieName(string cookie) => cookie.Split(';')[0].Split('=')[0].Trim();

    private static Uri? Location(Uri from, JsonElement? response, IReadOnlyList<(string Name, string Value)> headers)
    {
        string? to = response is { } r && Text(r, "redirectURL") is { Length: > 0 } said ? said : headers.Where(h => h.Name.Equals("Location", StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).FirstOrDefault();
        return to is { Length: > 0 } && Uri.TryCreate(from, to, out Uri? location) ? location : null;
    }

    private static string? Answer(JsonElement content)
    {
        if (Text(content, "text") is not { Length: > 1 and <= LongestAnswer } text) return null;
        string? plain = Decoded(text, Text(content, "encoding"));
        ReadOnlySpan<char> start = plain.AsSpan().TrimStart();
        return start.Length > 0 && start[0] is '{' or '[' ? plain : null;
    }

    private static string? Decoded(string? text, string? encoding)
    {
        if (text is null || !"base64".Equals(encoding, StringComparison.OrdinalIgnoreCase)) return text;
        byte[] bytes = new byte[(text.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(text, bytes, out int length)) return null;
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    // As it was sent: a Uri would write some of it in another way.
    private static string PathOf(string url)
    {
        int authority = url.IndexOf("://", StringComparison.Ordinal) + 3, start = url.AsSpan(authority).IndexOfAny('/', '?', '#');
        string path = start < 0 ? "/" : url[(authority + start)..];
        int fragment = path.IndexOf('#', StringComparison.Ordinal);
        if (fragment >= 0) path = path[..fragment];
        if (!path.StartsWith('/')) path = $"/{path}";
        return path.All(c => c is > ' ' and < '\x7f') ? path : string.Concat(path.EnumerateRunes().Select(c => c.Value is > ' ' and < '\x7f' ? c.ToString() : Uri.EscapeDataString(c.ToString())));
    }

    private static JsonElement? Object(JsonElement of, string key) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static string? Text(JsonElement of, string key)
    {
        if (of.ValueKind != JsonValueKind.Object || !of.TryGetProperty(key, out JsonElement value) || value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static double Number(JsonElement? of, string key) => of is { } o && o.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) ? number : 0;

    private static IReadOnlyList<(string Name, string Value)> Pairs(JsonElement? of, string key)
    {
        if (of is not { } o || !o.TryGetProperty(key, out JsonElement list) || list.ValueKind != JsonValueKind.Array) return [];
        return [.. list.EnumerateArray().Select(p => (Text(p, "name"), Text(p, "value") ?? "")).Where(p => p.Item1 is { Length: > 0 }).Select(p => (p.Item1!, p.Item2))];
    }
}
