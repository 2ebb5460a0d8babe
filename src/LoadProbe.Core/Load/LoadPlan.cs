namespace LoadProbe.Core;

/// <summary>
/// A load profile as pure functions: arrival n → due time (open phases), time → users (closed phases). Holds no state,
/// so any agent can work out its own share of it alone.
/// </summary>
/// <remarks>
/// The rate r(t) of the open phases has the integral A(t), the arrivals due up to t; arrival n is due when A(t) = n.
/// For a ramp that is a quadratic, solved in its rationalised form, which does not cancel when both rates are close.
/// </remarks>
public sealed class LoadPlan
{
    private readonly Part[] _parts;

    public LoadPlan(IReadOnlyList<LoadPhase> phases)
    {
        Phases = phases;
        _parts = new Part[phases.Count];
        TimeSpan start = TimeSpan.Zero;
        double area = 0;
        for (int i = 0; i < phases.Count; i++)
        {
            _parts[i] = new Part(phases[i], start, area);
            start += phases[i].During;
            area += _parts[i].Area;
            PeakRate = Math.Max(PeakRate, Math.Max(_parts[i].FromRate, _parts[i].ToRate));
            PeakUsers = Math.Max(PeakUsers, phases[i] switch { KeepConstant k => k.Users, RampingConstant r => Math.Max(r.From, r.To), _ => 0 });
        }

        Duration = start;
        // 0.1 × 30 must be 3 arrivals, not 3.0000000000000004 → 4.
        Arrivals = (long)Math.Ceiling(Math.Round(area, 6));
    }

    public IReadOnlyList<LoadPhase> Phases { get; }
    public TimeSpan Duration { get; }

    /// <summary>Arrivals of the open phases; those of closed phases depend on the target.</summary>
    public long Arrivals { get; }

    /// <summary>Arrivals a second, at the most.</summary>
    public double PeakRate { get; }

    public int PeakUsers { get; }

    public bool HasClosedPhases => PeakUsers > 0;

    /// <summary>When arrival <paramref name="n"/> (from 0) is due, from the start of the plan.</summary>
    public TimeSpan DueTime(long n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(n, Arrivals);
        // The last part with arrivals whose area starts at or before n.
        int low = 0, high = _parts.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_parts[middle].AreaBefore <= n) low = middle;
            else high = middle - 1;
        }

        while (_parts[low].Area <= 0) low--;
        return _parts[low].Due(n);
    }

    /// <summary>Arrivals a second that the plan wants at a time.</summary>
    public double RateAt(TimeSpan time) => PartAt(time) is { } part ? part.RateAt(time) : 0;

    /// <summary>Users that the plan wants at a time.</summary>
    public int UsersAt(TimeSpan time) => PartAt(time) is { } part ? part.UsersAt(time) : 0;

    private Part? PartAt(TimeSpan time)
    {
        if (time < TimeSpan.Zero || time >= Duration) return null;
        foreach (Part part in _parts)
        {
            if (time < part.Start + part.Phase.During) return part;
        }

        return null;
    }

    private readonly struct Part
    {
        public Part(LoadPhase phase, TimeSpan start, double areaBefore)
        {
            Phase = phase;
            Start = start;
            AreaBefore = areaBefore;
            (FromRate, ToRate) = phase switch
            {
                Inject inject => (inject.Rate, inject.Rate),
                RampingInject ramp => (ramp.From, ramp.To),
                _ => (0.0, 0.0),
            };
            Area = (FromRate + ToRate) / 2 * phase.During.TotalSeconds;
        }

        public LoadPhase Phase { get; }
        public TimeSpan Start { get; }
        public double AreaBefore { get; }
        public double FromRate { get; }
        public double ToRate { get; }
        public double Area { get; }

        public TimeSpan Due(long n)
        {
            double area = Math.Max(0, n - AreaBefore);
            double slope = (ToRate - FromRate) / Phase.During.TotalSeconds;
            double root = Math.Sqrt(Math.Max(0, (FromRate * FromRate) + (2 * slope * area)));
            double seconds = area == 0 ? 0 : 2 * area / (FromRate + root);
            // Rounded: TimeSpan.FromSeconds cuts off, which puts every third arrival 100 ns early.
            return Start + TimeSpan.FromTicks((long)Math.Round(Math.Min(seconds, Phase.During.TotalSeconds) * TimeSpan.TicksPerSecond));
        }

        public double RateAt(TimeSpan time) => FromRate + ((ToRate - FromRate) * ((time - Start) / Phase.During));

        public int UsersAt(TimeSpan time) => Phase switch
        {
            KeepConstant constant => constant.Users,
            RampingConstant ramp => (int)Math.Round(ramp.From + ((ramp.To - ramp.From) * ((time - Start) / Phase.During))),
            _ => 0,
        };
    }
}
