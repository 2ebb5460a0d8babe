namespace LoadProbe.Core;

/// <summary>
/// An agent's own judgement of the thresholds and guards that stop a run, by its own figures, each second and as the controller
/// judges those of all agents: so that the load ends also when nobody is there to say so. It judges only what its own
/// figures can say of the whole: nothing that is a sum over all agents and must be high, and shares, means and
/// percentiles only out of <see cref="Least"/> values or more.
/// </summary>
public sealed class Reflex
{
    /// <summary>Answers, or arrivals, that an agent must have had in a window to speak of all of them.</summary>
    public const int Least = 100;

    private readonly RunFigures _whole = new();
    private readonly SlidingFigures _seconds;
    private readonly List<ThresholdWatch> _watches;

    private Reflex(IReadOnlyList<ThresholdWatch> watches) =>
        (_watches, _seconds) = ([.. watches], new SlidingFigures(ThresholdWatch.Longest(watches)));

    /// <summary>What was broken first; null = nothing was.</summary>
    public ReflexStop? Stop { get; private set; }

    /// <summary>Null when the scenario has nothing of the kind.</summary>
    public static Reflex? Of(Scenario scenario) =>
        ThresholdWatch.Of(scenario).Where(w => w.Action == BreachAction.Abort).ToList() is { Count: > 0 } watches ? new Reflex(watches) : null;

    /// <summary>Takes the newest second; true when it is the one that breaks something.</summary>
    public bool Breaks(Snapshot newest)
    {
        if (Stop is not null) return false;
        _whole.Add(newest);
        _seconds.Add(newest);
        ThresholdWatch? broken = _watches.Find(w => w.Judge(_seconds, _whole, newest, Least) == GuardLevel.Breach);
        if (broken is not null) Stop = new ReflexStop(broken.Kind, broken.Last!.ToString());
        return broken is not null;
    }
}
