using System.Globalization;

namespace LoadProbe.Core;

/// <summary>A threshold beside the figure it was held against; null = there was no figure, which is a breach.</summary>
public sealed record ThresholdReading(Threshold Threshold, double? Value, bool Holds)
{
    /// <summary>One line for a person, for instance <c>response p99 &lt; 300ms: 412ms</c>.</summary>
    public override string ToString() => $"{Threshold.Text}: {Written()}";

    private string Written() => Value is not { } value ? "no data" : Threshold.Figure switch
    {
        ThresholdFigure.Errors or ThresholdFigure.Drops => string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.###}%"),
        ThresholdFigure.Rate => string.Create(CultureInfo.InvariantCulture, $"{value:0.#}/s"),
        _ => Durations.Text(TimeSpan.FromSeconds(value)),
    };
}
