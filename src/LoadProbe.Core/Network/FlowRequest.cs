namespace LoadProbe.Core;

/// <summary>A request read from cleartext payload: of HTTP/1.x, PostgreSQL or Redis.</summary>
public sealed record FlowRequest
{
    public required string Protocol { get; init; }
    public required string? Method { get; init; }
    public required string? Target { get; init; }

    /// <summary>Status of the final response; null when none was seen.</summary>
    public int? Status { get; init; }

    /// <summary>The word by which the server refused it: the SQLSTATE of PostgreSQL, the first word of an error of Redis. Null when it did not.</summary>
    public string? Error { get; init; }

    /// <summary>First byte of the request, or of the response when the request was not seen.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Last byte of the request to the first byte of the final response.</summary>
    public TimeSpan? ServerResponse { get; init; }

    /// <summary>First byte of the final response to its last.</summary>
    public TimeSpan? Transfer { get; init; }

    /// <summary>First byte of the request to the last of the response.</summary>
    public TimeSpan? Total { get; init; }

    /// <summary>Time in which lost segments of this transaction were waited for; zero when none was lost.</summary>
    public TimeSpan RetransmitDelay { get; init; }
}
