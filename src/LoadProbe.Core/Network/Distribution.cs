namespace LoadProbe.Core;

/// <summary>The summary of a set of measured times. With <see cref="Count"/> 0 every other figure is zero and means nothing.</summary>
public sealed record Distribution
{
    public static Distribution Empty { get; } = new();

    public long Count { get; init; }
    public TimeSpan Min { get; init; }
    public TimeSpan Mean { get; init; }
    public TimeSpan P50 { get; init; }
    public TimeSpan P75 { get; init; }
    public TimeSpan P90 { get; init; }
    public TimeSpan P95 { get; init; }
    public TimeSpan P99 { get; init; }
    public TimeSpan P999 { get; init; }
    public TimeSpan Max { get; init; }
}
