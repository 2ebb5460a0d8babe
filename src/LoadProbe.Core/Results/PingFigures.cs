namespace LoadProbe.Core;

/// <summary>What echo requests showed. Round-trip times are null when nothing came back.</summary>
/// <param name="Jitter">Mean absolute difference of consecutive round-trip times (the mean deviation of RFC 3550 without smoothing).</param>
/// <param name="Deviation">Standard deviation of the round-trip times (population).</param>
public sealed record PingFigures(int Sent, int Received, TimeSpan? Min, TimeSpan? Mean, TimeSpan? Max, TimeSpan? Deviation, TimeSpan? Jitter)
{
    /// <summary>The share of packets unanswered, 0 to 1.</summary>
    public double Loss => Sent == 0 ? 1 : 1 - ((double)Received / Sent);
}
