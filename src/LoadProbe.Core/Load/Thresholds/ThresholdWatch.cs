namespace LoadProbe.Core;

/// <summary>One threshold through a run: judged each second when it is about windows, and once more at the end.</summary>
/// <param name="threshold">What must hold.</param>
/// <param name="isGuard">It is written among the guards.</param>
/// <param name="begins">For how long the run has no figures: its warm-up.</param>
public sealed class ThresholdWatch(Threshold threshold, bool isGuard, TimeSpan begins = default)
{
    // Without a window it is judged from the first whole second on.
    private readonly TimeSpan _from = begins + (threshold.Over ?? TimeSpan.FromSeconds(1)) - SlidingFigures.Late;

    private int _breaches;

    public Threshold Threshold => threshold;

    public bool Broken { get; private set; }

    public ThresholdReading? Last { get; private set; }

    /// <summary>What a breach does.</summary>
    public BreachAction Action { get; } = isGuard && !threshold.Returns ? BreachAction.Abort : threshold.Else;

    public string Kind => isGuard ? "guard" : "threshold";

    /// <summary>Those of a scenario. A search judges its steps by the thresholds: over the whole run, failed steps and all, they would say nothing.</summary>
    public static IReadOnlyList<ThresholdWatch> Of(Scenario scenario)
    {
        bool searches = scenario.Tracks.Any(t => t.Load.Any(p => p is AdaptivePhase));
        return
        [
            .. scenario.Thresholds.Where(_ => !searches).Select(t => new ThresholdWatch(t, isGuard: false, scenario.WarmUp)),
            .. scenario.Guards.Where(g => g.Threshold is not null).Select(g => new ThresholdWatch(g.Threshold!, isGuard: true, scenario.WarmUp)),
        ];
    }

    /// <summary>The longest window of them.</summary>
    public static TimeSpan Longest(IEnumerable<ThresholdWatch> watches) => watches.Max(w => w.Threshold.Over) ?? TimeSpan.Zero;

    /// <summary>Judges the newest second, and with it what is under way; null when there is nothing to say of it.</summary>
    /// <param name="seconds">The last ones.</param>
    /// <param name="whole">All of them.</param>
    /// <param name="newest">The last one.</param>
    /// <param name="least">They are one agent's of several: it is judged only when so many values are enough to speak of all. Null = they are those of all.</param>
    public GuardLevel? Judge(SlidingFigures seconds, RunFigures whole, Snapshot newest, int? least = null)
    {
        TimeSpan now = newest.At;
        if ((Broken && !threshold.Returns) || (threshold.Over is null && !threshold.Abort)) return null;
        // What is under way in a warm-up is in no figure yet: that would be no data.
        if (begins > TimeSpan.Zero && now < _from) return null;
        RunFigures? figures = threshold.Over is { } over ? seconds.Window(over, now) : whole;
        if (figures is null) return null;
        // Nothing was asked of the target in this window, so it says nothing; a hung target has journeys in flight.
        if (figures.Arrivals.Due == figures.Arrivals.Drops.Held && figures.Arrivals.Completed == 0 && newest.InFlight == 0) return threshold.Returns ? GuardLevel.Well : null;
        if (least is { } values && !ThresholdValue.SpeaksForAll(threshold, figures, values))
        {
            _breaches = 0;
            return null;
        }

        Last = threshold.Read(figures, threshold.Over ?? now, underWay: true);
        _breaches = Last.Holds ? 0 : _breaches + 1;
        if (_breaches < threshold.Windows) return threshold.Returns ? threshold.IsBack(Last.Value) ? GuardLevel.Well : GuardLevel.Between : null;
        Broken = true;
        return GuardLevel.Breach;
    }

    /// <summary>Judges the whole run, when the threshold is about that.</summary>
    public void End(RunFigures whole, TimeSpan span)
    {
        if (threshold.Over is not null) return;
        Last = threshold.Read(whole, span);
        Broken |= !Last.Holds;
    }
}
