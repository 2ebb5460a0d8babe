namespace LoadProbe.Controller;

/// <summary>One threshold through a run: judged each second when it is about windows, and once more at the end.</summary>
internal sealed class ThresholdWatch(Threshold threshold, bool isGuard)
{
    private int _breaches;

    public bool Broken { get; private set; }

    public ThresholdReading? Last { get; private set; }

    /// <summary>What a breach does.</summary>
    public BreachAction Action { get; } = isGuard && threshold.Else is not (BreachAction.Hold or BreachAction.BackOff) ? BreachAction.Abort : threshold.Else;

    public string Kind => isGuard ? "guard" : "threshold";

    private bool Returns => Action is BreachAction.Hold or BreachAction.BackOff;

    /// <summary>Judges the newest second; null when there is nothing to say of it.</summary>
    public GuardSign? Judge(SlidingFigures seconds, RunFigures whole, Snapshot newest)
    {
        TimeSpan now = newest.At;
        if ((Broken && !Returns) || (threshold.Over is null && !threshold.Abort)) return null;
        RunFigures? figures = threshold.Over is { } over ? seconds.Window(over, now) : whole;
        if (figures is null) return null;
        // Nothing was asked of the target in this window, so it says nothing; a hung target has journeys in flight.
        if (figures.Arrivals.Due == figures.Arrivals.Drops.Held && figures.Arrivals.Completed == 0 && newest.InFlight == 0) return Returns ? Sign(GuardLevel.Well) : null;
        Last = threshold.Read(figures, threshold.Over ?? now);
        _breaches = Last.Holds ? 0 : _breaches + 1;
        if (_breaches >= threshold.Windows)
        {
            Broken = true;
            return Sign(GuardLevel.Breach);
        }

        return Returns ? Sign(threshold.IsBack(Last.Value) ? GuardLevel.Well : GuardLevel.Between) : null;
    }

    /// <summary>Judges the whole run, when the threshold is about that.</summary>
    public void End(RunFigures whole, TimeSpan span)
    {
        if (threshold.Over is not null) return;
        Last = threshold.Read(whole, span);
        Broken |= !Last.Holds;
    }

    public GuardReading Reading() => new(threshold.Text, Kind, !Broken, Last?.ToString()[(threshold.Text.Length + 2)..], Action == BreachAction.Warn);

    private GuardSign Sign(GuardLevel level) => new(threshold.Text, Kind, Action, threshold.Dwell, level, Last?.ToString() ?? threshold.Text);
}
