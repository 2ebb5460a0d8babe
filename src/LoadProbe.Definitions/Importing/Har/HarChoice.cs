namespace LoadProbe.Definitions;

/// <summary>A request that becomes a step.</summary>
/// <param name="Entry">What was asked first.</param>
/// <param name="Last">What was answered in the end, where redirects were followed.</param>
/// <param name="Redirects">How many are followed; null = as many as there are.</param>
internal sealed record HarChosen(HarEntry Entry, HarEntry Last, int? Redirects);

/// <summary>Which requests become steps, and why the others do not, counted.</summary>
internal sealed class HarChoice
{
    private const int MostRedirects = 10;

    private static readonly string[] StaticTypes = ["image", "font", "stylesheet", "script", "media", "manifest", "texttrack"];
    private static readonly string[] StaticMimes = ["image/", "font/", "audio/", "video/", "text/css", "text/javascript", "application/javascript", "application/x-javascript", "application/ecmascript", "application/font", "application/x-font", "application/vnd.ms-fontobject", "application/wasm", "application/manifest"];
    private static readonly string[] StaticEndings = [".css", ".js", ".mjs", ".map", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".mp4", ".webm", ".mp3", ".wasm"];

    private readonly Dictionary<string, int> _why = [];
    private readonly Dictionary<string, int> _otherHosts = [];
    private readonly IReadOnlyList<string> _hosts;

    public HarChoice(IReadOnlyList<HarEntry> entries, HarOptions options)
    {
        _hosts = options.Hosts.Count > 0 ? [.. options.Hosts.Select(h => h.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(h, UriKind.Absolute, out Uri? url) ? HarOrigin.HostAndPort(url) : h)] : First(entries) is { } page ? [HarOrigin.Host(page.Url)] : [];
        List<(HarEntry First, List<HarEntry> Hops)> chains = Chains(entries);
        foreach ((HarEntry first, List<HarEntry> hops) in chains)
        {
            if (Reason(first, hops.LastOrDefault() ?? first, options.KeepsStatic) is { } why) _why[why] = _why.GetValueOrDefault(why) + 1;
            else if (!IsOurs(first.Url)) _otherHosts[HarOrigin.Host(first.Url)] = _otherHosts.GetValueOrDefault(HarOrigin.Host(first.Url)) + 1;
            else Kept.Add(Chosen(first, hops));
        }

        if (chains.Sum(c => c.Hops.Count) is > 0 and var followed) _why["a redirect that the step before follows by itself"] = followed;
    }

    public List<HarChosen> Kept { get; } = [];

    public IEnumerable<string> OtherHosts => _otherHosts.OrderByDescending(h => h.Value).ThenBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key} ({h.Value})");

    public IEnumerable<string> LeftOut => _why.OrderByDescending(w => w.Value).ThenBy(w => w.Key, StringComparer.Ordinal).Select(w => HarImport.LeftOut(w.Value, w.Key));

    private static HarEntry? First(IReadOnlyList<HarEntry> entries)
    {
        HarEntry[] web = [.. entries.Where(e => e.Url.Scheme is "http" or "https" && e.Url.Host.Length > 0)];
        return web.FirstOrDefault(e => e.Location is null && e.Status > 0 && (e.Type == "document" || (e.Type.Length == 0 && e.AnswerMime.StartsWith("text/html", StringComparison.OrdinalIgnoreCase)))) ?? web.FirstOrDefault();
    }

    private bool IsOurs(Uri url) => _hosts.Any(h => h.Equals(HarOrigin.Host(url), StringComparison.OrdinalIgnoreCase) || h.Equals(HarOrigin.HostAndPort(url), StringComparison.OrdinalIgnoreCase) || h.Equals(url.Host, StringComparison.OrdinalIgnoreCase));

    // Each request with those that its redirects led to.
    private static List<(HarEntry, List<HarEntry>)> Chains(IReadOnlyList<HarEntry> entries)
    {
        var chains = new List<(HarEntry First, List<HarEntry> Hops)>();
        var awaited = new Dictionary<string, List<HarEntry>>();
        foreach (HarEntry entry in entries)
        {
            bool isHop = awaited.Remove(Key(entry.Url), out List<HarEntry>? hops) && hops.Count < 2 * MostRedirects;
            if (isHop) hops!.Add(entry);
            else chains.Add((entry, hops = []));
            if (entry.Location is { } location) awaited[Key(location)] = hops!;
        }

        return chains;

        static string Key(Uri url) => url.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped);
    }

    // A redirect that leaves our hosts, or that was not followed, is the answer.
    private HarChosen Chosen(HarEntry first, List<HarEntry> hops)
    {
        int ours = hops.TakeWhile(h => IsOurs(h.Url) && h.Status >= 100).Count();
        HarEntry last = ours == 0 ? first : hops[ours - 1];
        return new HarChosen(first, last, last.Location is not null || ours > MostRedirects ? ours : null);
    }

    private static string? Reason(HarEntry entry, HarEntry last, bool keepsStatic)
    {
        if (entry.IsSocket) return "a WebSocket: write a step websocket";
        if (entry.Url.Scheme is not ("http" or "https") || entry.Url.Host.Length == 0) return "neither http nor https";
        if (entry.Method == "OPTIONS" && (entry.Type == "preflight" || entry.Headers.Count == 0 || entry.Header("Access-Control-Request-Method") is not null)) return "a CORS preflight, which only browsers send";
        if (!StepKeys.Methods.Contains(entry.Method.ToLowerInvariant())) return "a method that steps do not have";
        if (entry.IsCached) return "served from the browser's cache";
        if (entry.Status < 100) return "without an answer (aborted or blocked)";
        if (entry.Type == "eventsource" || last.AnswerMime.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase)) return "a stream of events, which does not end";
        return !keepsStatic && IsStatic(entry, last) ? "an image, font, style, script or other static file: --keep-static takes it" : null;
    }

    private static bool IsStatic(HarEntry entry, HarEntry last)
    {
        if (entry.Method is not ("GET" or "HEAD") || entry.Type is "xhr" or "fetch" or "document") return false;
        if (StaticTypes.Contains(entry.Type) || StaticMimes.Any(m => last.AnswerMime.StartsWith(m, StringComparison.OrdinalIgnoreCase))) return true;
        return last.AnswerMime.Length == 0 && StaticEndings.Any(e => entry.Url.AbsolutePath.EndsWith(e, StringComparison.OrdinalIgnoreCase));
    }
}
