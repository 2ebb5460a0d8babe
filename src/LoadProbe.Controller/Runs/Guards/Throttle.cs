using System.Globalization;

namespace LoadProbe.Controller;

/// <summary>
/// How much of what is due is sent, by what guards say: all of it, half and half again while one backs off, none while one holds.
/// It gives way only after what was in breach has been well for its dwell; one that comes back too often, or does not get well, stops the load.
/// </summary>
internal sealed class Throttle
{
    /// <summary>Below that part there is no more backing off.</summary>
    public const double Least = 1.0 / 16;

    /// <summary>So often one guard may hold the load in a run.</summary>
    public const int MostHolds = 3;

    /// <summary>Held for longer than that, it is no run any more.</summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, Rein> _reins = [];
    private double _part = 1;
    private DateTimeOffset? _heldSince;

    /// <summary>The part of the arrivals that is sent, 0 to 1.</summary>
    public double Part => IsHeld ? 0 : _part;

    public bool IsHeld => _heldSince is not null;

    /// <summary>It was less than all at some time.</summary>
    public bool WasLess { get; private set; }

    /// <summary>What a guard says that holds or backs off.</summary>
    /// <returns>What it did, in one line, and whether the load has to stop for it; null = nothing changed.</returns>
    public (string What, bool Stops)? Take(GuardSign sign, DateTimeOffset now)
    {
        if (!_reins.TryGetValue(sign.Text, out Rein? rein)) _reins[sign.Text] = rein = new Rein(sign);
        if (sign.Level != GuardLevel.Breach)
        {
            rein.WellSince = sign.Level == GuardLevel.Well ? rein.WellSince ?? now : null;
            return null;
        }

        rein.WellSince = null;
        WasLess = true;
        return sign.Action == BreachAction.Hold ? Hold(rein, sign, now) : BackOff(rein, sign, now);
    }

    /// <summary>Time passes: what has been well for long enough lets go.</summary>
    /// <returns>As <see cref="Take"/>.</returns>
    public (string What, bool Stops)? Pass(DateTimeOffset now)
    {
        if (_heldSince is { } since && now - since > LongestHold) return ($"held back for {Durations.Text(now - since)}, and it is not well: {string.Join("; ", _reins.Values.Where(r => r.Holds).Select(r => r.Text))}", true);
        foreach (Rein rein in _reins.Values.Where(r => r.Holds && r.IsWell(now))) rein.Holds = false;
        if (IsHeld && !_reins.Values.Any(r => r.Holds))
        {
            _heldSince = null;
            return ($"{Percent(Part)} of what is due is sent again", false);
        }

        if (IsHeld || _part == 1) return null;
        Rein[] backing = [.. _reins.Values.Where(r => r.Action == BreachAction.BackOff)];
        if (!backing.All(r => r.IsWell(now))) return null;
        _part = Math.Min(1, _part * 2);
        // Each step upwards is looked at for as long.
        foreach (Rein rein in backing) rein.WellSince = now;
        return ($"{Percent(_part)} of what is due is sent again", false);
    }

    private (string, bool)? Hold(Rein rein, GuardSign sign, DateTimeOffset now)
    {
        if (rein.Holds) return null;
        if (++rein.Holding > MostHolds) return ($"{sign.Reason}: it has held the load {MostHolds} times already", true);
        rein.Holds = true;
        _heldSince ??= now;
        return ($"held by {sign.Reason}", false);
    }

    private (string, bool)? BackOff(Rein rein, GuardSign sign, DateTimeOffset now)
    {
        // What was sent before a step downwards is still seen after it.
        if (rein.Stepped is { } stepped && now - stepped < sign.Dwell) return null;
        rein.Stepped = now;
        if (_part / 2 < Least) return ($"{sign.Reason}: with {Percent(_part)} of what is due it is not well", true);
        _part /= 2;
        return ($"backed off to {Percent(_part)} by {sign.Reason}", false);
    }

    private static string Percent(double part) => string.Create(CultureInfo.InvariantCulture, $"{part * 100:0.##}%");

    private sealed class Rein(GuardSign sign)
    {
        public string Text => sign.Text;

        public BreachAction Action => sign.Action;

        public bool Holds { get; set; }

        public int Holding { get; set; }

        public DateTimeOffset? Stepped { get; set; }

        public DateTimeOffset? WellSince { get; set; }

        public bool IsWell(DateTimeOffset now) => WellSince is { } since && now - since >= sign.Dwell;
    }
}
