namespace LoadProbe.Core;

/// <summary>Options of the prober http.</summary>
public sealed record BlackboxHttpProbe
{
    /// <summary>Empty = 200 to 299.</summary>
    public IReadOnlyList<int> ValidStatusCodes { get; init; } = [];

    /// <summary>As the answer must write its version (HTTP/1.1, HTTP/2.0, HTTP/3.0); empty = any.</summary>
    public IReadOnlyList<string> ValidHttpVersions { get; init; } = [];

    public BlackboxIp Ip { get; init; } = new();

    /// <summary>With a proxy: the name of the target is not looked up here.</summary>
    public bool SkipResolvePhaseWithProxy { get; init; }

    public bool FailIfSsl { get; init; }

    public bool FailIfNotSsl { get; init; }

    public string Method { get; init; } = "GET";

    public IReadOnlyList<BlackboxHeader> Headers { get; init; } = [];

    public IReadOnlyList<BlackboxPattern> FailIfBodyMatches { get; init; } = [];

    public IReadOnlyList<BlackboxPattern> FailIfBodyNotMatches { get; init; } = [];

    public IReadOnlyList<BlackboxHeaderMatch> FailIfHeaderMatches { get; init; } = [];

    public IReadOnlyList<BlackboxHeaderMatch> FailIfHeaderNotMatches { get; init; } = [];

    public string? Body { get; init; }

    /// <summary>A file that is sent instead, read at each probe.</summary>
    public string? BodyFile { get; init; }

    public BlackboxHttpClient Client { get; init; } = new();

    /// <summary>gzip, br, deflate or identity: what the answer must be packed with; null = it is not unpacked.</summary>
    public string? Compression { get; init; }

    /// <summary>The most of a body that is read, after unpacking; 0 = all of it.</summary>
    public long BodySizeLimit { get; init; }

    public bool IsValidStatus(int status) => ValidStatusCodes.Count == 0 ? status is >= 200 and < 300 : ValidStatusCodes.Contains(status);
}

/// <summary>A header of the answer and what it must, or must not, look like.</summary>
/// <param name="AllowMissing">An answer without it is as one that is right.</param>
public sealed record BlackboxHeaderMatch(string Header, BlackboxPattern Pattern, bool AllowMissing = false);
