namespace LoadProbe.Core.Tests;

/// <summary>
/// Runs that never were, of which all is known: times are lognormal with a median of 10 ms, and their level wanders from
/// second to second as an AR(1) process does.
/// </summary>
internal sealed record ImaginedRun(int Seconds, int Rate)
{
    private const double Spread = 0.6;

    /// <summary>Of the level's logarithm: standard deviation, and correlation from one second to the next.</summary>
    public double Wander { get; init; } = 0.05;

    public double Memory { get; init; } = 0.3;

    /// <summary>Times how much all times are longer.</summary>
    public double Slower { get; init; } = 1;

    public double Errors { get; init; } = 0.01;

    /// <summary>Seconds over which the rate rises to its full.</summary>
    public int Ramp { get; init; }

    public double TrueMedian => 0.010 * Slower;

    public double TrueMean => TrueMedian * Math.Exp(((Spread * Spread) + (Wander * Wander)) / 2);

    public Sample Run(int seed)
    {
        var random = new Random(seed);
        double level = Wander * Gauss(random);
        List<SampleCell> cells = [];
        PackedHistogram all = PackedHistogram.Empty;
        for (int i = 0; i < Seconds; i++)
        {
            level = (Memory * level) + (Math.Sqrt(1 - (Memory * Memory)) * Wander * Gauss(random));
            int count = i < Ramp ? (int)(Rate * (i + 0.5) / Ramp) : Rate;
            long failed = 0;
            var times = new LatencyHistogram();
            for (int n = 0; n < count; n++)
            {
                times.Record(TimeSpan.FromSeconds(TrueMedian * Math.Exp(level + (Spread * Gauss(random)))));
                if (random.NextDouble() < Errors) failed++;
            }

            PackedHistogram packed = PackedHistogram.Of(times);
            all = all.Add(packed);
            cells.Add(new SampleCell(1, count, failed, packed.Coarse(), packed.Coarse()));
        }

        return new Sample { Cells = cells, Response = all, Service = all };
    }

    public static Difference[] Compare(Sample a, Sample b, bool paired = true, Tolerance? tolerance = null) =>
        [.. Comparison.Of([new ComparedPart(null, a, b, ["response"])], paired, tolerance ?? Tolerance.Default).Differences];

    private static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
