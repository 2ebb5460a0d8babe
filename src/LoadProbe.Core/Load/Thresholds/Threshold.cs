namespace LoadProbe.Core;

/// <summary>
/// A condition that must hold, as a person writes it: <c>response p99 &lt; 300ms over 10s, else abort</c>,
/// <c>errors &lt; 0.1%</c>, <c>step pay: service p95 &lt; 200ms</c>, <c>journey order-api: errors &lt; 1%</c>,
/// <c>in_flight &lt; 500 over 5s for 3 windows, else warn</c>, <c>wait p95 &lt; 500ms over 5s, else hold until 300ms for 10s</c>. Without <c>over</c> it is about the whole run and is judged
/// at its end; with it, about each sliding window, judged each second. No data is a breach.
/// </summary>
public sealed record Threshold
{
    public required string Text { get; init; }

    /// <summary>Null = not about one step.</summary>
    public string? Step { get; init; }

    /// <summary>Null = not about one journey.</summary>
    public string? Journey { get; init; }

    public required ThresholdFigure Figure { get; init; }

    /// <summary>0 to 100; null with <see cref="IsMean"/> or <see cref="IsMax"/>, and when the figure is no time of many.</summary>
    public double? Percentile { get; init; }

    public bool IsMean { get; init; }
    public bool IsMax { get; init; }

    /// <summary>True for &lt; and &lt;=, false for &gt; and &gt;=.</summary>
    public required bool Below { get; init; }

    public bool OrEqual { get; init; }

    /// <summary>Seconds, a share from 0 to 1, arrivals a second, or journeys.</summary>
    public required double Limit { get; init; }

    /// <summary>Null = the whole run.</summary>
    public TimeSpan? Over { get; init; }

    /// <summary>Windows in a row that must be in breach.</summary>
    public int Windows { get; init; } = 1;

    public BreachAction Else { get; init; }

    /// <summary>With hold and back off: what it has to be again before more is sent; null = the limit itself.</summary>
    public double? Until { get; init; }

    /// <summary>With hold and back off: for how long.</summary>
    public TimeSpan Dwell { get; init; } = StandardDwell;

    /// <summary>For how long what was in breach has to be well when nothing else is said.</summary>
    public static readonly TimeSpan StandardDwell = TimeSpan.FromSeconds(10);

    /// <summary>A breach holds the load back, and lets it go again.</summary>
    public bool Returns => Else.Returns();

    /// <summary>A breach stops the run.</summary>
    public bool Abort => Else == BreachAction.Abort;

    /// <summary>Reads a threshold; null and what would be right when it is not one.</summary>
    public static Threshold? Parse(string text, out string? fault) => ThresholdText.Read(text, out fault);

    /// <summary>Whether <paramref name="figures"/> keep it; a figure that is not there does not.</summary>
    /// <param name="figures">Of the run, or of a window of it.</param>
    /// <param name="span">How long that was.</param>
    /// <param name="underWay">What has been under way for longer than the limit counts as answers that late, for later they can only be.</param>
    public ThresholdReading Read(RunFigures figures, TimeSpan span, bool underWay = false)
    {
        double? value = ThresholdValue.Of(this, figures, span, underWay);
        return new ThresholdReading(this, value, Keeps(value, Limit));
    }

    /// <summary>Whether a value that was in breach is well again.</summary>
    public bool IsBack(double? value) => Keeps(value, Until ?? Limit);

    private bool Keeps(double? value, double limit) => value is { } v && (v == limit ? OrEqual : Below ? v < limit : v > limit);
}
