using System.Globalization;

namespace LoadProbe.Core;

/// <summary>
/// One step while it is held: it fails at once when a window is in breach, or when what is left of the hold could not mend a
/// breach any more; at the end of the hold it passes when all holds and it is steady.
/// </summary>
/// <remarks>
/// What arrives is either done well, or failed or dropped, or piles up. So goodput below 95 % of what was offered is told
/// by two figures that say sooner and surer what is wrong: more than 5 % failed or dropped, and journeys under way that grow
/// by more than 0.2 % of the rate a second, and more than chance makes of it. A step that still grows when the hold is over may only
/// be slow to settle: it is held on, up to <see cref="AdaptivePhase.MostHolds"/> times as long.
/// </remarks>
/// <param name="rate">Arrivals a second.</param>
/// <param name="hold">How long it is to be held.</param>
/// <param name="settle">What a journey takes, as the step before saw it; null = none did, so that journeys may pile up for as long as one takes.</param>
/// <param name="thresholds">What must hold.</param>
internal sealed class StepJudge(double rate, TimeSpan hold, TimeSpan? settle, IReadOnlyList<Threshold> thresholds)
{
    /// <summary>Over how long a collapse is seen.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(3);

    private const double MostLost = 0.05;
    private const double MostGrowth = 0.002;
    private const double Collapse = 0.2;

    private readonly RunFigures _ramp = new();
    private readonly RunFigures _held = new();
    private readonly List<IReadOnlyList<Snapshot>> _seconds = [];
    private readonly List<(double Due, double Under)> _watched = [];
    private readonly int[] _breaches = new int[thresholds.Count];

    /// <summary>All that was held; of the ramp, when it came no further.</summary>
    public RunFigures Figures => _seconds.Count > 0 ? _held : _ramp;

    /// <summary>How long <see cref="Figures"/> are, at least a second.</summary>
    public TimeSpan Span => TimeSpan.FromSeconds(Math.Max(1, _seconds.Count > 0 ? _seconds.Count : _watched.Count));

    public TimeSpan Held => TimeSpan.FromSeconds(_seconds.Count);

    /// <summary>Journeys under way over the last hold, or as much of it as there was.</summary>
    public Trend InFlight => Trend.Of([.. _watched.TakeLast((int)Math.Min(hold.TotalSeconds, Span.TotalSeconds)).Select(w => w.Under)]);

    /// <summary>Each second that was held: under way on average, and done well.</summary>
    public IReadOnlyList<LoadPoint> Seconds =>
        [.. _seconds.Select((s, i) => new LoadPoint((Under(i > 0 ? _seconds[i - 1] : s) + Under(s)) / 2, s.Sum(a => a.Arrivals.Completed - a.Arrivals.Failed)))];

    /// <summary>Takes a second of all agents on the way to the rate.</summary>
    /// <returns>A fault when the target broke down already; null when it did not.</returns>
    public StepRuling? Ramp(IReadOnlyList<Snapshot> second)
    {
        Watch(second, _ramp);
        return StepRuling.Of(Collapsed());
    }

    /// <summary>Takes a second of all agents at the rate.</summary>
    /// <returns>Null when it is not known yet whether the step holds.</returns>
    public StepRuling? Take(IReadOnlyList<Snapshot> second)
    {
        _seconds.Add(second);
        Watch(second, _held);
        bool last = Held >= hold;
        if (StepRuling.Of(Breach(last) ?? Lost(last) ?? Collapsed()) is { } broken) return broken;
        if (!last) return null;
        Trend trend = InFlight;
        if (trend.Slope <= Math.Max(MostGrowth * rate, 2 * trend.Error)) return StepRuling.Holds;
        // How many are under way scatters by the root of their number, if by nothing else: within that it is too early to say.
        double chance = 2 * Math.Max(trend.Error, Math.Sqrt(trend.Mean + 1) / hold.TotalSeconds);
        bool settled = settle is { } s && Held >= hold + s && trend.Slope - chance > MostLost * rate;
        return settled || Held >= AdaptivePhase.MostHolds * hold ? StepRuling.Of(Text($"does not settle: {trend.Slope:0.##} more are under way each second")) : null;
    }

    private void Watch(IReadOnlyList<Snapshot> second, RunFigures figures)
    {
        foreach (Snapshot snapshot in second) figures.Add(snapshot);
        _watched.Add((second.Sum(s => (double)s.Arrivals.Due), Under(second)));
    }

    private string? Breach(bool last)
    {
        for (int i = 0; i < thresholds.Count; i++)
        {
            Threshold threshold = thresholds[i];
            if (threshold.Over is { } over)
            {
                if (Held < over) continue;
                (RunFigures window, int inFlight) = Last(over);
                if (window.Arrivals.Due == 0 && inFlight == 0) continue;
                ThresholdReading reading = threshold.Read(window, over, underWay: true);
                _breaches[i] = reading.Holds ? 0 : _breaches[i] + 1;
                if (_breaches[i] >= threshold.Windows) return reading.ToString();
            }
            else if ((last || ThresholdValue.CannotMend(threshold, _held, Math.Max(1, hold / Held))) && threshold.Read(_held, Held) is { Holds: false } reading)
            {
                return reading.ToString();
            }
        }

        return null;
    }

    // Of the whole hold, however well the rest of it goes.
    private string? Lost(bool last)
    {
        ArrivalCounts counts = _held.Arrivals;
        double all = last ? counts.Due : Math.Max(counts.Due, rate * hold.TotalSeconds);
        long lost = counts.Failed + counts.Dropped;
        return lost > MostLost * all ? Text($"{(double)lost / counts.Due * 100:0.#}% of the arrivals failed or were dropped") : null;
    }

    private string? Collapsed()
    {
        // What was sent so lately may well be under way: that is no backlog.
        int seconds = Math.Min((int)Window.TotalSeconds, _watched.Count - 1);
        if (settle is not { } s || TimeSpan.FromSeconds(_watched.Count) <= s || seconds < 1) return null;
        double due = _watched.TakeLast(seconds).Sum(w => w.Due), more = _watched[^1].Under - _watched[^(seconds + 1)].Under;
        return more > (Collapse * due) + (3 * Math.Sqrt(due)) ? Text($"only {(due - more) / seconds:0.#}/s of {due / seconds:0.#}/s were done") : null;
    }

    private (RunFigures Figures, int InFlight) Last(TimeSpan span)
    {
        var figures = new RunFigures();
        foreach (Snapshot snapshot in _seconds.TakeLast((int)span.TotalSeconds).SelectMany(s => s)) figures.Add(snapshot);
        return (figures, (int)Under(_seconds[^1]));
    }

    private static double Under(IReadOnlyList<Snapshot> second) => second.Sum(s => s.InFlight);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
