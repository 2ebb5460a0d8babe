using System.Globalization;
using System.Text.RegularExpressions;

namespace LoadProbe.Core;

/// <summary>
/// A condition that must hold, as a person writes it: <c>response p99 &lt; 300ms over 10s, else abort</c>,
/// <c>errors &lt; 0.1%</c>, <c>step pay: service p95 &lt; 200ms</c>. Without <c>over</c> it is about the whole run and is
/// judged at its end; with it, about each sliding window, judged each second.
/// </summary>
public sealed partial record Threshold
{
    public required string Text { get; init; }

    /// <summary>Null = the journeys as a whole.</summary>
    public string? Step { get; init; }

    public required ThresholdFigure Figure { get; init; }

    /// <summary>0 to 100; null with <see cref="IsMean"/> or <see cref="IsMax"/> or a share.</summary>
    public double? Percentile { get; init; }

    public bool IsMean { get; init; }
    public bool IsMax { get; init; }

    /// <summary>True for &lt; and &lt;=, false for &gt; and &gt;=.</summary>
    public required bool Below { get; init; }

    public bool OrEqual { get; init; }

    /// <summary>Seconds, a share from 0 to 1, or arrivals a second.</summary>
    public required double Limit { get; init; }

    /// <summary>Null = the whole run.</summary>
    public TimeSpan? Over { get; init; }

    /// <summary>Windows in a row that must be in breach.</summary>
    public int Windows { get; init; } = 1;

    /// <summary>A breach stops the run.</summary>
    public bool Abort { get; init; }

    /// <summary>Reads a threshold; null and what would be right when it is not one.</summary>
    public static Threshold? Parse(string text, out string? fault)
    {
        System.Text.RegularExpressions.Match match = Grammar().Match(text);
        fault = null;
        if (!match.Success)
        {
            fault = $"\"{text}\" is not a threshold: write for instance \"response p99 < 300ms over 10s, else abort\" or \"errors < 0.1%\"";
            return null;
        }

        var figure = Enum.Parse<ThresholdFigure>(match.Groups["figure"].Value, ignoreCase: true);
        bool timed = figure is ThresholdFigure.Response or ThresholdFigure.Service or ThresholdFigure.Lateness;
        string statistic = match.Groups["statistic"].Value;
        string limit = match.Groups["limit"].Value;
        double? percentile = statistic.StartsWith('p') ? PercentileOf(statistic) : null;
        if (timed == (statistic.Length == 0)) fault = timed ? $"\"{text}\": say which of {figure.ToString().ToLowerInvariant()}: p50, p95, p99, p99.9, mean or max" : $"\"{text}\": {figure.ToString().ToLowerInvariant()} has no {statistic}";
        else if (percentile is < 0 or > 100) fault = $"\"{text}\": {statistic} is not a percentile from p0 to p100";
        double value = 0;
        if (fault is null && !TryLimit(figure, limit, out value)) fault = $"\"{text}\": {limit} is not {(timed ? "a time such as 300ms" : figure == ThresholdFigure.Rate ? "a rate such as 500/s" : "a share such as 0.1%")}";
        TimeSpan over = default;
        if (fault is null && match.Groups["over"].Success && !Durations.TryParse(match.Groups["over"].Value, out over)) fault = $"\"{text}\": {match.Groups["over"].Value} is not a duration such as 10s";
        if (fault is null && match.Groups["over"].Success && (over < TimeSpan.FromSeconds(1) || over > TimeSpan.FromMinutes(10))) fault = $"\"{text}\": a window is from 1s to 10m";
        if (fault is null && over.Ticks % TimeSpan.TicksPerSecond != 0) fault = $"\"{text}\": a window is whole seconds";
        if (fault is null && match.Groups["windows"].Success && !match.Groups["over"].Success) fault = $"\"{text}\": windows are counted only with \"over\"";
        if (fault is null && match.Groups["step"].Success && figure is ThresholdFigure.Lateness or ThresholdFigure.Drops) fault = $"\"{text}\": {(figure == ThresholdFigure.Drops ? "drops are" : "lateness is")} of journeys, not of a step";
        if (fault is not null) return null;
        return new Threshold
        {
            Text = text,
            Step = match.Groups["step"].Success ? match.Groups["step"].Value.Trim() : null,
            Figure = figure,
            Percentile = percentile,
            IsMean = statistic is "mean" or "avg",
            IsMax = statistic == "max",
            Below = match.Groups["sign"].Value[0] == '<',
            OrEqual = match.Groups["sign"].Value.Length == 2,
            Limit = value,
            Over = match.Groups["over"].Success ? over : null,
            Windows = match.Groups["windows"].Success ? int.Parse(match.Groups["windows"].Value, CultureInfo.InvariantCulture) : 1,
            Abort = match.Groups["else"].Value == "abort",
        };
    }

    /// <summary>Whether <paramref name="figures"/> keep it; a figure that is not there does not.</summary>
    public ThresholdReading Read(RunFigures figures, TimeSpan span)
    {
        double? value = Value(figures, span);
        bool holds = value is { } v && (Below ? v < Limit || (OrEqual && v == Limit) : v > Limit || (OrEqual && v == Limit));
        return new ThresholdReading(this, value, holds);
    }

    private double? Value(RunFigures figures, TimeSpan span)
    {
        StepFigures[] steps = Step is null ? [] : [.. figures.Steps.Where(s => s.Step == Step)];
        if (Step is not null && steps.Length == 0) return null;
        long completed = Step is null ? figures.Arrivals.Completed : steps.Sum(s => s.Completed);
        long failed = Step is null ? figures.Arrivals.Failed : steps.Sum(s => s.Failed);
        return Figure switch
        {
            ThresholdFigure.Response => Statistic(Step is null ? figures.Response : Merged(steps.Select(s => s.Response))),
            ThresholdFigure.Service => Statistic(Step is null ? figures.Service : Merged(steps.Select(s => s.Service))),
            ThresholdFigure.Lateness => Statistic(figures.Lateness),
            ThresholdFigure.Errors => completed == 0 ? null : (double)failed / completed,
            ThresholdFigure.Drops => figures.Arrivals.Due == 0 ? null : (double)figures.Arrivals.Dropped / figures.Arrivals.Due,
            _ => span <= TimeSpan.Zero ? null : completed / span.TotalSeconds,
        };
    }

    // The same step may be in several journeys.
    private static LatencyHistogram Merged(IEnumerable<LatencyHistogram> histograms)
    {
        var merged = new LatencyHistogram();
        foreach (LatencyHistogram histogram in histograms) merged.Add(histogram);
        return merged;
    }

    private double? Statistic(LatencyHistogram histogram)
    {
        if (histogram.Count == 0) return null;
        return (IsMean ? histogram.Mean : IsMax ? histogram.Max : histogram.Percentile(Percentile!.Value)).TotalSeconds;
    }

    private static double PercentileOf(string statistic) => double.Parse(statistic.AsSpan(1), CultureInfo.InvariantCulture);

    private static bool TryLimit(ThresholdFigure figure, string text, out double value)
    {
        value = 0;
        switch (figure)
        {
            case ThresholdFigure.Errors or ThresholdFigure.Drops:
                return text.EndsWith('%') && double.TryParse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture, out value) && (value /= 100) is >= 0 and <= 1;
            case ThresholdFigure.Rate:
                return Rates.TryParse(text, out value);
            default:
                bool read = Durations.TryParse(text, out TimeSpan time);
                value = time.TotalSeconds;
                return read;
        }
    }

    [GeneratedRegex("""
        ^\s*(?:step\s+(?<step>[^:]+):\s*)?(?<figure>response|service|lateness|errors|drops|rate)
        (?:\s+(?<statistic>p\d+(?:\.\d+)?|mean|avg|max))?\s*(?<sign><=?|>=?)\s*(?<limit>[\d.]+\s*[a-z%/µ]*)
        (?:\s+over\s+(?<over>[\d.]+\s*[a-z]+))?(?:\s+for\s+(?<windows>[1-9]\d{0,3})\s+windows?)?(?:\s*,\s*else\s+(?<else>abort|fail))?\s*$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
