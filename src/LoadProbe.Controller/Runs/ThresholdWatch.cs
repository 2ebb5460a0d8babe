namespace LoadProbe.Controller;

/// <summary>One threshold through a run: judged each second when it is about windows, and once more at the end.</summary>
internal sealed class ThresholdWatch(Threshold threshold, bool isGuard)
{
    private int _breaches;

    public bool Broken { get; private set; }

    public ThresholdReading? Last { get; private set; }

    public bool Aborts => isGuard || threshold.Abort;

    /// <summary>A breach is told, and fails nothing.</summary>
    public bool Warns => threshold.Else == BreachAction.Warn;

    public string Kind => isGuard ? "guard" : "threshold";

    /// <summary>Judges the newest second; true when this is the breach that counts.</summary>
    public bool Breaks(SlidingFigures seconds, RunFigures whole, Snapshot newest)
    {
        TimeSpan now = newest.At;
        if (threshold.Over is null && !threshold.Abort) return false;
        RunFigures? figures = threshold.Over is { } over ? seconds.Window(over, now) : whole;
        // Nothing was asked of the target in this window, so it says nothing; a hung target has journeys in flight.
        if (figures is null || (figures.Arrivals.Due == 0 && newest.InFlight == 0)) return false;
        Last = threshold.Read(figures, threshold.Over ?? now);
        _breaches = Last.Holds ? 0 : _breaches + 1;
        if (_breaches < threshold.Windows) return false;
        Broken = true;
        return true;
    }

    /// <summary>Judges the whole run, when the threshold is about that.</summary>
    public void End(RunFigures whole, TimeSpan span)
    {
        if (threshold.Over is not null) return;
        Last = threshold.Read(whole, span);
        Broken |= !Last.Holds;
    }

    public GuardReading Reading() => new(threshold.Text, Kind, !Broken, Last?.ToString()[(threshold.Text.Length + 2)..], Warns);
}
