namespace LoadProbe.Core.Tests;

/// <summary>Load profiles of every shape, drawn from a seed; all times are whole tenths of a second.</summary>
internal static class RandomPlan
{
    public static readonly TimeSpan Cell = TimeSpan.FromSeconds(0.1);

    public static LoadPlan Of(int seed)
    {
        var random = new Random(seed);
        return new LoadPlan([.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => Phase(random))]);
    }

    public static LoadPhase Phase(Random random) => random.Next(10) switch
    {
        0 => new Pause(Time(random)),
        1 => new KeepConstant(random.Next(1, 200), Time(random)),
        2 => new RampingConstant(random.Next(0, 100), random.Next(0, 100), Time(random)),
        3 => new Iterations(random.Next(1, 40), random.Next(1, 1_000), Time(random)),
        4 => new RampingInject(random.Next(3) == 0 ? 0 : Rate(random), random.Next(3) == 0 ? 0 : Rate(random), Time(random)) { Arrivals = Pattern(random), Seed = random.Next() },
        5 => new InjectRandom(Rate(random) / 2, Rate(random), Time(random)) { Arrivals = Pattern(random), Seed = random.Next() },
        6 => new InjectSteps(Rate(random), Rate(random), Math.Max(0.1, Rate(random) / 3), Cell * random.Next(1, 20)) { Arrivals = Pattern(random), Seed = random.Next() },
        7 => Replay(random),
        8 => new RampAndHold(Rate(random), Rate(random), random.Next(4) == 0 ? TimeSpan.Zero : Time(random), Time(random)),
        _ => new Inject(Rate(random), Time(random)) { Arrivals = Pattern(random), Seed = random.Next() },
    };

    private static Replay Replay(Random random)
    {
        var points = new List<RatePoint>();
        TimeSpan at = TimeSpan.Zero;
        for (int i = random.Next(1, 30); i >= 0; i--)
        {
            points.Add(new RatePoint(at, random.Next(4) == 0 ? 0 : Rate(random)));
            at += Cell * random.Next(1, 10);
        }

        bool steps = random.Next(2) == 0;
        return new Replay(points, steps ? RateCurve.Steps : RateCurve.Linear, steps ? at : points[^1].At) { Arrivals = Pattern(random), Seed = random.Next() };
    }

    private static TimeSpan Time(Random random) => Cell * random.Next(1, 80);

    // Some slower than one a phase, some that no binary fraction is equal to.
    private static double Rate(Random random) => random.Next(4) switch
    {
        0 => random.Next(1, 20) / 60.0,
        1 => random.Next(1, 40) / 10.0,
        2 => random.Next(1, 60),
        _ => random.NextDouble() * 100,
    };

    private static ArrivalPattern Pattern(Random random) => random.Next(3) == 0 ? ArrivalPattern.Poisson : ArrivalPattern.Even;
}
