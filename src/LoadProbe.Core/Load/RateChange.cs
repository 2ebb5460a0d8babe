namespace LoadProbe.Core;

/// <summary>Another rate for the rest of a plan, given while it runs. What was due before stays as it was, arrival for arrival.</summary>
public static class RateChange
{
    /// <summary>Why the rate of this scenario cannot be changed; null when it can.</summary>
    public static string? Refusal(Scenario scenario)
    {
        if (scenario.Tracks is not [{ } track]) return "it has several tracks, and it would not be said whose rate it is";
        if (track.Load.Any(p => p is AdaptivePhase)) return "it searches for the limit, and sets its rate itself";
        if (track.Load.Any(p => p is not (OpenPhase or Pause))) return "it has users, and not a rate";
        return track.Load.Any(p => p is OpenPhase { Arrivals: ArrivalPattern.Poisson }) ? "its arrivals are random, and where they lie follows from how many there are" : null;
    }

    /// <summary>The load with a constant rate from a time on to its end.</summary>
    /// <param name="load">Without users, search or chance.</param>
    /// <param name="at">Within it.</param>
    /// <param name="rate">Arrivals a second; zero = none.</param>
    public static IReadOnlyList<LoadPhase> Apply(IReadOnlyList<LoadPhase> load, TimeSpan at, double rate)
    {
        var changed = new List<LoadPhase>();
        TimeSpan passed = TimeSpan.Zero;
        foreach (RateLine line in load.SelectMany(Lines))
        {
            TimeSpan kept = at - passed < line.During ? at - passed : line.During;
            if (kept > TimeSpan.Zero) changed.Add(Phase(line, kept));
            passed += line.During;
        }

        if (passed > at) changed.Add(Phase(new RateLine(passed - at, rate, rate), passed - at));
        return changed;
    }

    private static IEnumerable<RateLine> Lines(LoadPhase phase) => phase is OpenPhase open ? open.Lines() : [new RateLine(phase.During, 0, 0)];

    // Of the kind that leases carry.
    private static RampAndHold Phase(RateLine line, TimeSpan kept) =>
        line.From == line.To ? new RampAndHold(line.From, line.To, TimeSpan.Zero, kept) : new RampAndHold(line.From, line.To, line.During, kept);
}
