namespace LoadProbe.Core;

/// <summary>A request read from cleartext payload: an HTTP/1.x transaction, a stream of HTTP/2, a question to a PostgreSQL, a command to a Redis.</summary>
public sealed record FlowRequest
{
    /// <summary>"http/1.x", "http/2", "postgresql" or "redis".</summary>
    public required string Protocol { get; init; }
    public required string? Method { get; init; }
    public required string? Target { get; init; }

    /// <summary>Status of the final response; null when none was seen.</summary>
    public int? Status { get; init; }

    /// <summary>Of the trailers of a gRPC call, 0 for success; null without.</summary>
    public int? GrpcStatus { get; init; }

    /// <summary>Why an HTTP/2 stream was given up, in the words of RFC 9113 §7 ("cancel"), or "goaway"; the SQLSTATE of a PostgreSQL's refusal, the first word of a Redis's. Null without.</summary>
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
