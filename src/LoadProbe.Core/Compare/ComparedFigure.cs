namespace LoadProbe.Core;

/// <summary>One figure of a run that can be held against another run's: its rate, its errors, or a statistic of a time.</summary>
/// <param name="Words">As people write it: <c>rate</c>, <c>errors</c>, <c>response p99</c>, <c>service mean</c>.</param>
/// <param name="Percent">Of percentiles, 0 to 100; null for the others.</param>
/// <param name="MoreIsWorse">True for all but the rate.</param>
public sealed record ComparedFigure(string Words, double? Percent = null, bool MoreIsWorse = true)
{
    private static readonly double[] Percents = [50, 90, 95, 99, 99.9];

    /// <summary>Completed a second.</summary>
    public static ComparedFigure Rate { get; } = new("rate", MoreIsWorse: false);

    /// <summary>Failed of completed, 0 to 1.</summary>
    public static ComparedFigure Errors { get; } = new("errors");

    /// <summary>Mean and percentiles of a time, seconds.</summary>
    /// <param name="time">response or service.</param>
    public static IReadOnlyList<ComparedFigure> Of(string time) =>
        [new($"{time} mean"), .. Percents.Select(p => new ComparedFigure(FormattableString.Invariant($"{time} p{p}"), p))];
}
