using System.Net;

namespace LoadProbe.Core;

/// <summary>Makes a connection out of this machine for somebody who has none of his own, under the agent's limits.</summary>
public delegate Task<Way> WayOut(string host, int port, CancellationToken token);

/// <summary>A connection that was made, or why there is none.</summary>
/// <param name="Stream">Null = there is none. Whoever asked for it disposes it.</param>
public sealed record Way(Stream? Stream, Outcome Outcome, string? Detail)
{
    /// <summary>Our end of it.</summary>
    public IPEndPoint? Local { get; init; }

    /// <summary>Its other end.</summary>
    public IPEndPoint? Remote { get; init; }
}
