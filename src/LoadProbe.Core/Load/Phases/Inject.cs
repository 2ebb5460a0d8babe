namespace LoadProbe.Core;

/// <summary>Open model: a constant rate.</summary>
/// <param name="Rate">Arrivals a second.</param>
public sealed record Inject(double Rate, TimeSpan During) : OpenPhase(During)
{
    public override IEnumerable<RateLine> Lines() => [new RateLine(During, Rate, Rate)];
}

/// <summary>Open model: the rate changes linearly.</summary>
/// <param name="From">Arrivals a second at the start.</param>
/// <param name="To">Arrivals a second at the end.</param>
public sealed record RampingInject(double From, double To, TimeSpan During) : OpenPhase(During)
{
    public override IEnumerable<RateLine> Lines() => [new RateLine(During, From, To)];
}

/// <summary>Open model: linearly to a rate, and on at that: one step of a search, which may be cut short anywhere.</summary>
/// <param name="From">Arrivals a second at the start.</param>
/// <param name="To">Arrivals a second after the ramp.</param>
/// <param name="Ramp">How long the rate changes; zero = not at all.</param>
public sealed record RampAndHold(double From, double To, TimeSpan Ramp, TimeSpan During) : OpenPhase(During)
{
    public override IEnumerable<RateLine> Lines()
    {
        TimeSpan ramp = Ramp < During ? Ramp : During;
        if (ramp > TimeSpan.Zero) yield return new RateLine(ramp, From, From + ((To - From) * (ramp / Ramp)));
        if (During > ramp) yield return new RateLine(During - ramp, To, To);
    }
}

/// <summary>Open model: each second has a rate of its own, uniform between two, by the seed.</summary>
/// <param name="Min">Arrivals a second, at the least.</param>
/// <param name="Max">Arrivals a second, at the most.</param>
public sealed record InjectRandom(double Min, double Max, TimeSpan During) : OpenPhase(During)
{
    public override IEnumerable<RateLine> Lines()
    {
        TimeSpan left = During;
        for (long second = 0; left > TimeSpan.Zero; second++)
        {
            double rate = Min + ((Max - Min) * Chance.Uniform(Seed, second));
            yield return new RateLine(left < OneSecond ? left : OneSecond, rate, rate);
            left -= OneSecond;
        }
    }

    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);
}

/// <summary>Open model: a staircase of constant rates, up or down.</summary>
/// <param name="From">Arrivals a second of the first step.</param>
/// <param name="To">Of the last, which may be a smaller step than the others.</param>
/// <param name="By">How much each step is from the one before; more than zero.</param>
/// <param name="Each">How long each step lasts.</param>
public sealed record InjectSteps(double From, double To, double By, TimeSpan Each) : OpenPhase(Each * Count(From, To, By))
{
    public override IEnumerable<RateLine> Lines()
    {
        int count = Count(From, To, By);
        for (int i = 0; i < count; i++)
        {
            double rate = i == count - 1 ? To : From + (i * By * Math.Sign(To - From));
            yield return new RateLine(Each, rate, rate);
        }
    }

    /// <summary>How many steps a staircase has.</summary>
    // 0.3 by 0.1 is three steps, though it is 2.9999999999999996 of them.
    public static int Count(double from, double to, double by) => 1 + (int)Math.Ceiling((Math.Abs(to - from) / by) - 1e-9);
}
