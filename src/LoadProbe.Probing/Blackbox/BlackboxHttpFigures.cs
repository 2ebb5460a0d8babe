namespace LoadProbe.Probing;

/// <summary>What an HTTP probe measures, gathered while it goes, so that one that is cut off tells what it knows.</summary>
internal sealed class BlackboxHttpFigures(BlackboxFigures figures)
{
    private readonly List<BlackboxTrace> _traces = [];
    private BlackboxHandshake? _handshake;
    private HttpResponseMessage? _answer;
    private long _contentLength;
    private DateTimeOffset? _modified;
    private bool _failedByRegex;

    /// <summary>How long the target's lookup took; null = there was none.</summary>
    public TimeSpan? Resolved { get; set; }

    public int Redirects { get; set; }

    public long BodyLength { get; set; }

    /// <summary>Whether the last answer came over TLS.</summary>
    public bool IsSecure { get; private set; }

    public void Begin(BlackboxTrace trace)
    {
        _traces.Add(trace);
        _handshake = null;
    }

    /// <summary>Only the last request's is told.</summary>
    public void Saw(BlackboxHandshake handshake) => _handshake = handshake;

    /// <summary>No more redirects are followed.</summary>
    public void Ends(HttpResponseMessage answer)
    {
        (_answer, IsSecure) = (answer, answer.RequestMessage!.RequestUri!.Scheme == Uri.UriSchemeHttps);
        (_contentLength, _modified) = (BlackboxHttpRules.ContentLength(answer), BlackboxHttpRules.LastModified(answer));
    }

    /// <summary>The body has been read.</summary>
    public void End() => _traces[^1].Ended();

    public bool FailByRegex(BlackboxCall call, string why)
    {
        _failedByRegex = true;
        return call.Fail(why);
    }

    public void Tell()
    {
        BlackboxPhases.Set(figures, Resolved ?? Looked(), _traces);
        figures.Set("probe_http_content_length", "Length of http content response", _contentLength);
        figures.Set("probe_http_uncompressed_body_length", "Length of uncompressed response body", BodyLength);
        figures.Set("probe_http_redirects", "The number of redirects", Redirects);
        figures.Set("probe_http_ssl", "Indicates if SSL was used for the final redirect", IsSecure ? 1 : 0);
        figures.Set("probe_http_status_code", "Response HTTP status code", (int?)_answer?.StatusCode ?? 0);
        figures.Set("probe_http_version", "Returns the version of HTTP of the probe response", _answer is null ? 0 : _answer.Version.Major + (_answer.Version.Minor / 10.0));
        figures.Set("probe_failed_due_to_regex", "Indicates if probe failed due to regex", _failedByRegex ? 1 : 0);
        if (_modified is { } modified) figures.Set("probe_http_last_modified_timestamp_seconds", "Returns the Last-Modified HTTP response header in unixtime", modified.ToUnixTimeSeconds());
        if (_handshake is { } handshake) BlackboxTlsFigures.Set(figures, handshake);
    }

    // Of a lookup that led nowhere the time is told too.
    private TimeSpan? Looked() => figures.Value("probe_dns_lookup_time_seconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
