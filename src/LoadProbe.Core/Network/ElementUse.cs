using System.Net;

namespace LoadProbe.Core;

/// <summary>What a browser tells of one request on one of its connections, so that packets can be joined to it. Times are this machine's clock.</summary>
public sealed record ElementUse
{
    /// <summary>The browser's number of the connection; unique while the browser lives.</summary>
    public required long Connection { get; init; }

    /// <summary>As the browser names it: http/1.1, h2, h3.</summary>
    public required string Protocol { get; init; }
    public required IPEndPoint Remote { get; init; }

    /// <summary>Our end, where the browser's network log tells it.</summary>
    public IPEndPoint? Local { get; init; }

    /// <summary>The connection was opened for this request, in this time; null = it was there.</summary>
    public (DateTimeOffset From, DateTimeOffset To)? Opened { get; init; }

    /// <summary>The browser began to send the request.</summary>
    public required DateTimeOffset Sent { get; init; }

    /// <summary>The browser read the first byte of the answer.</summary>
    public required DateTimeOffset Answered { get; init; }

    /// <summary>The browser had the answer's head.</summary>
    public required DateTimeOffset Headed { get; init; }

    /// <summary>The browser had all of the answer.</summary>
    public required DateTimeOffset Ended { get; init; }
}
