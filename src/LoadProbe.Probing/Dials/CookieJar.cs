namespace LoadProbe.Probing;

/// <summary>
/// One customer's cookies, kept and sent as browsers do (RFC 6265, 5.3 and 5.4). The framework's own container takes a
/// comma for the end of a cookie.
/// </summary>
internal sealed class CookieJar(TimeProvider time)
{
    private const int AtMost = 500;

    private readonly List<Cookie> _cookies = [];

    /// <summary>Takes what an answer sets; null when that is no cookie, or one that is over.</summary>
    public Cookie? Set(Uri url, string line)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (Cookie.Parse(line, url, now) is not { } cookie) return null;
        int at = _cookies.FindIndex(cookie.Replaces);
        if (cookie.Until <= now)
        {
            if (at >= 0) _cookies.RemoveAt(at);
            return null;
        }

        if (at >= 0)
        {
            _cookies[at] = cookie;
            return cookie;
        }

        if (_cookies.Count == AtMost) _cookies.RemoveAt(0);
        _cookies.Add(cookie);
        return cookie;
    }

    /// <summary>What goes with a request, longer paths first; empty when nothing does.</summary>
    public string Header(Uri url)
    {
        DateTimeOffset now = time.GetUtcNow();
        return string.Join("; ", _cookies.Where(c => c.Until > now && c.IsSentTo(url)).OrderByDescending(c => c.Path.Length));
    }
}
