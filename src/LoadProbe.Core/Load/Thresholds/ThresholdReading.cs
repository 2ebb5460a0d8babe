namespace LoadProbe.Core;

/// <summary>A threshold beside the figure it was held against; null = there was no figure, which is a breach.</summary>
public sealed record ThresholdReading(Threshold Threshold, double? Value, bool Holds)
{
    /// <summary>The figure, for a person: <c>412ms</c>, <c>0.3%</c>, <c>no data</c>.</summary>
    public string Written => Value is { } value ? Threshold.Figure.Written(value) : "no data";

    /// <summary>One line for a person, for instance <c>response p99 &lt; 300ms: 412ms</c>.</summary>
    public override string ToString() => $"{Threshold.Text}: {Written}";
}
