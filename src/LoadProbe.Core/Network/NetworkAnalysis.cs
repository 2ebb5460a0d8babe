namespace LoadProbe.Core;

/// <summary>
/// What the network did to one TCP conversation, by LoadProbe's own analysis and for packets captured at the client: what the client sends is seen before
/// the network, what the server sends after it. docs/npm.md has each rule and its source. Wireshark's counting stands beside it in <see cref="FlowSummary"/>.
/// </summary>
public sealed record NetworkAnalysis
{
    /// <summary>What happened to the segments each side sent.</summary>
    public required Sides<DirectionFigures> Directions { get; init; }

    /// <summary>Round trips client → server → client.</summary>
    public required RoundTripFigures RoundTrips { get; init; }
    public required ConnectionFigures Connection { get; init; }

    /// <summary>Time lost to waiting for segments that were lost, both directions together.</summary>
    public TimeSpan RetransmissionDelay => Directions.Client.RetransmissionDelay + Directions.Server.RetransmissionDelay;

    /// <summary>Time in which either side had no room for more.</summary>
    public TimeSpan ZeroWindow => Directions.Client.ZeroWindow + Directions.Server.ZeroWindow;

    /// <summary>Segments lost in both directions.</summary>
    public long Lost => Directions.Client.Lost + Directions.Server.Lost;
}
