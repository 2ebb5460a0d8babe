namespace LoadProbe.Core;

/// <summary>
/// A load profile as pure functions: arrival n → due time (open phases), time → users (closed phases). Holds no state,
/// so any agent can work out its own share of it alone.
/// </summary>
/// <remarks>
/// The rate r(t) of the open phases is made of straight lines; its integral A(t) is the arrivals due up to t, and arrival
/// n is due when A(t) = n. Each line knows the area before it, so that a due time is two searches and the root of one
/// quadratic. With random arrivals, the c arrivals of a phase have c ordered uniform numbers as their places in its area
/// (<see cref="Chance.Ordered"/>) instead of even ones: given their number, that is what the arrivals of a Poisson process
/// with the rate r(t) are. It takes time with the logarithm of c, and no memory.
/// </remarks>
public sealed class LoadPlan
{
    private readonly PlanLine[] _lines;
    private readonly double[] _areas;
    private readonly long[] _lineStarts;
    private readonly PlanPart[] _parts;
    private readonly long[] _firsts;
    private readonly TimeSpan[] _starts;

    public LoadPlan(IReadOnlyList<LoadPhase> phases)
    {
        Phases = phases;
        _starts = new TimeSpan[phases.Count];
        var lines = new List<PlanLine>();
        var parts = new List<PlanPart>();
        double area = 0;
        for (int i = 0; i < phases.Count; i++)
        {
            _starts[i] = Duration;
            (double before, TimeSpan at) = (area, Duration);
            foreach (RateLine rate in (phases[i] as OpenPhase)?.Lines() ?? [])
            {
                var line = new PlanLine(at, rate, area);
                // What adds nothing has no arrivals: left out, so that areas always rise.
                if (line.AreaAfter > area) lines.Add(line);
                (area, at) = (line.AreaAfter, at + rate.During);
                PeakRate = Math.Max(PeakRate, Math.Max(rate.From, rate.To));
            }

            if (phases[i] is OpenPhase open && Math.Ceiling(area) > Math.Ceiling(before)) parts.Add(new PlanPart(open, before, area));
            PeakRate = Math.Max(PeakRate, (phases[i] as AdaptivePhase)?.To ?? 0);
            PeakUsers = Math.Max(PeakUsers, (phases[i] as ClosedPhase)?.MostUsers() ?? 0);
            Duration += phases[i].During;
        }

        Arrivals = (long)Math.Ceiling(area);
        (_lines, _parts) = ([.. lines], [.. parts]);
        (_areas, _lineStarts, _firsts) = ([.. lines.Select(l => l.AreaBefore)], [.. lines.Select(l => l.Start.Ticks)], [.. parts.Select(p => p.First)]);
    }

    public IReadOnlyList<LoadPhase> Phases { get; }

    /// <summary>When each of the phases starts.</summary>
    public IReadOnlyList<TimeSpan> Starts => _starts;

    public TimeSpan Duration { get; }

    /// <summary>Arrivals of the open phases; those of closed and adaptive phases depend on the target.</summary>
    public long Arrivals { get; }

    /// <summary>Arrivals a second, at the most.</summary>
    public double PeakRate { get; }

    public int PeakUsers { get; }

    public bool HasClosedPhases => PeakUsers > 0;

    /// <summary>The search that it is; null when it is none. A plan knows only its peak and how long it may take.</summary>
    public AdaptivePhase? Search => Phases.OfType<AdaptivePhase>().FirstOrDefault();

    /// <summary>When arrival <paramref name="n"/> (from 0) is due, from the start of the plan.</summary>
    public TimeSpan DueTime(long n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(n, Arrivals);
        double area = _parts[LastUpTo(_firsts, n)].AreaAt(n);
        return _lines[LastUpTo(_areas, area)].Due(area);
    }

    /// <summary>Arrivals a second that the plan wants at a time.</summary>
    public double RateAt(TimeSpan time) => LastUpTo(_lineStarts, time.Ticks) is >= 0 and int i ? _lines[i].RateAt(time) : 0;

    /// <summary>Users that the plan wants at a time.</summary>
    public int UsersAt(TimeSpan time) => PhaseAt(time) is { } i && Phases[i] is ClosedPhase closed ? closed.UsersAt(time - _starts[i]) : 0;

    /// <summary>Which of the phases a time is in; null before the start and after the end.</summary>
    public int? PhaseAt(TimeSpan time) => time < TimeSpan.Zero || time >= Duration ? null : LastUpTo(_starts, time);

    /// <summary>The times at which rate or users turn: the ends of phases and of the straight lines in them.</summary>
    internal IEnumerable<TimeSpan> Turns() => _starts.Concat(_lines.SelectMany(l => new[] { l.Start, l.End })).Append(Duration);

    // The index of the last of rising values that is not above one; -1 when all are.
    private static int LastUpTo<T>(T[] rising, T value)
        where T : IComparable<T>
    {
        int found = rising.AsSpan().BinarySearch(value);
        return found >= 0 ? found : ~found - 1;
    }
}
