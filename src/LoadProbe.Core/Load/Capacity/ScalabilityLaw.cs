namespace LoadProbe.Core;

/// <summary>
/// The Universal Scalability Law: with N journeys at once a system does X(N) = γN / (1 + α(N − 1) + βN(N − 1)) a second
/// (N. J. Gunther, "A General Theory of Computational Scalability Based on Rational Functions", 2008).
/// </summary>
/// <param name="Gamma">γ: what one at a time does, a second.</param>
/// <param name="Alpha">α: the share of the work that only one can do at a time, 0 or more.</param>
/// <param name="Beta">β: what each has to settle with each other, 0 or more.</param>
public readonly record struct ScalabilityLaw(double Gamma, double Alpha, double Beta)
{
    private const int MostTurns = 60;

    /// <summary>Done a second with so many at once.</summary>
    public double At(double concurrency) => Gamma * concurrency / Load(concurrency);

    /// <summary>How many at once do most: √((1 − α)/β); infinite when more always do more.</summary>
    public double PeakConcurrency => Beta > 0 ? Math.Sqrt(Math.Max(0, 1 - Alpha) / Beta) : double.PositiveInfinity;

    /// <summary>What those do a second; γ/α where there is no peak, infinite without either.</summary>
    public double PeakThroughput => double.IsFinite(PeakConcurrency) ? At(Math.Max(1, PeakConcurrency)) : Alpha > 0 ? Gamma / Alpha : double.PositiveInfinity;

    /// <summary>
    /// The law nearest to what was measured, by least squares: a straight start from N/X = c0 + c1(N − 1) + c2·N(N − 1), each
    /// weighed with (X/N)², then Levenberg and Marquardt's way on X. Null when fewer than three loads differ.
    /// </summary>
    public static ScalabilityLaw? Fit(IReadOnlyList<LoadPoint> points)
    {
        if (points.Any(p => !(p.Concurrency > 0 && p.Throughput > 0)) || points.DistinctBy(p => Math.Round(p.Concurrency, 6)).Count() < 3) return null;
        if (Start(points) is not { } law) return null;
        (double error, double damping) = (law.Error(points), 1e-3);
        for (int turn = 0; turn < MostTurns && damping < 1e12; turn++)
        {
            if (law.Step(points, damping) is { } next && next.Error(points) is var better && better < error)
            {
                bool near = error - better < 1e-12 * error;
                (law, error, damping) = (next, better, Math.Max(1e-12, damping / 3));
                if (near) break;
            }
            else
            {
                damping *= 4;
            }
        }

        return law;
    }

    private static ScalabilityLaw? Start(IReadOnlyList<LoadPoint> points)
    {
        var sums = new NormalEquations();
        foreach (LoadPoint p in points)
        {
            double n = p.Concurrency, weight = p.Throughput / n;
            sums.Add(weight, weight * (n - 1), weight * n * (n - 1), 1);
        }

        return sums.Solve(0) is { } c && c.A > 0 ? new ScalabilityLaw(1 / c.A, Math.Max(0, c.B / c.A), Math.Max(0, c.C / c.A)) : null;
    }

    private ScalabilityLaw? Step(IReadOnlyList<LoadPoint> points, double damping)
    {
        var sums = new NormalEquations();
        foreach (LoadPoint p in points)
        {
            double n = p.Concurrency, load = Load(n), at = At(n);
            sums.Add(n / load, -at * (n - 1) / load, -at * n * (n - 1) / load, p.Throughput - at);
        }

        if (sums.Solve(damping) is not { } d || Gamma + d.A <= 0) return null;
        return new ScalabilityLaw(Gamma + d.A, Math.Max(0, Alpha + d.B), Math.Max(0, Beta + d.C));
    }

    private double Load(double n) => 1 + (Alpha * (n - 1)) + (Beta * n * (n - 1));

    private double Error(IReadOnlyList<LoadPoint> points)
    {
        double sum = 0;
        foreach (LoadPoint p in points) sum += (p.Throughput - At(p.Concurrency)) * (p.Throughput - At(p.Concurrency));
        return sum;
    }
}
