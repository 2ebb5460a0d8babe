namespace LoadProbe.Definitions;

/// <summary>A request of a HAR and what was answered, as far as a step can be made of it.</summary>
internal sealed record HarEntry
{
    public required string Method { get; init; }

    public required Uri Url { get; init; }

    /// <summary>Path and query as they were sent; begins with /.</summary>
    public required string Path { get; init; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The request's content type; null = not said.</summary>
    public string? Mime { get; init; }

    public string? Body { get; init; }

    /// <summary>Fields of a form where the body's text is not there; null = there are none.</summary>
    public IReadOnlyList<(string Name, string Value)>? Form { get; init; }

    /// <summary>There was a body, and it is no text or not in the file.</summary>
    public bool IsBodyLost { get; init; }

    /// <summary>0 = there was no answer.</summary>
    public int Status { get; init; }

    public string AnswerMime { get; init; } = "";

    /// <summary>A JSON answer; null = another one, or it is not in the file.</summary>
    public string? Answer { get; init; }

    /// <summary>What the browser wanted it for (document, xhr, image …); empty = not said.</summary>
    public string Type { get; init; } = "";

    public bool IsCached { get; init; }

    public bool IsSocket { get; init; }

    /// <summary>Where a redirect leads; null = it is none.</summary>
    public Uri? Location { get; init; }

    public DateTimeOffset? Started { get; init; }

    public TimeSpan Duration { get; init; }

    public IReadOnlyList<string> Cookies { get; init; } = [];

    public IReadOnlyList<string> CookiesSet { get; init; } = [];

    public string? Header(string name) => Headers.Where(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).FirstOrDefault();
}
