namespace LoadProbe.Core;

/// <summary>
/// Two runs held against each other, figure by figure, with intervals of the differences that hold together with 95 %
/// confidence (<see cref="JointIntervals"/>), from resamples of whole seconds (<see cref="StationaryBootstrap"/>).
/// </summary>
/// <remarks>
/// The seconds of two runs of one plan are drawn together, so that what the plan does to both, such as a ramp, is not
/// taken for chance. Intervals are those of percentiles around the exact difference. They know the chance that is in the
/// seconds of these two runs, not what would be different on another day.
/// </remarks>
public sealed record Comparison
{
    public const int Resamples = 2_000;

    // With fewer values beyond a percentile, where it lies is the luck of a few.
    private const int FewAbove = 5;
    private const int FewCells = 3;

    /// <summary>Part by part: rate, errors, and those of each time.</summary>
    public required IReadOnlyList<Difference> Differences { get; init; }

    /// <summary>Whether the seconds of both were drawn together.</summary>
    public required bool Paired { get; init; }

    /// <summary>Mean length of the blocks that were drawn, cells.</summary>
    public required double Block { get; init; }

    public IEnumerable<Difference> Regressions => Differences.Where(d => d.IsRegression);

    /// <summary>Compares every figure of the parts that both runs have.</summary>
    /// <param name="parts">The journeys as a whole first.</param>
    /// <param name="paired">Both ran the same plan. If not, their rates say nothing of the target, and are not judged.</param>
    /// <param name="tolerance">How much worse a figure may be.</param>
    public static Comparison Of(IReadOnlyList<ComparedPart> parts, bool paired, Tolerance tolerance)
    {
        Draws draws = Draws.Of(parts[0].A, parts[0].B, paired, Resamples);
        List<Difference> differences = [];
        List<double[]> deviations = [];
        foreach (ComparedPart part in parts)
        {
            SampleReading a = new(part.A, part.Times), b = new(part.B, part.Times);
            double[][] own = [.. a.Figures.Select(_ => new double[Resamples])];
            for (int r = 0; r < Resamples; r++)
            {
                double[] before = a.Deviation(draws.A[r]), after = b.Deviation(draws.B[r]);
                for (int f = 0; f < own.Length; f++) own[f][r] = after[f] - before[f];
            }

            for (int f = 0; f < own.Length; f++)
            {
                bool few = Math.Min(a.Filled, b.Filled) < FewCells || Math.Min(a.Above(f), b.Above(f)) < FewAbove || !double.IsFinite(b.Whole(f) - a.Whole(f));
                differences.Add(new Difference(part.Step, a.Figures[f], a.Whole(f), b.Whole(f), !paired && a.Figures[f] == ComparedFigure.Rate ? double.PositiveInfinity : tolerance.Of(a.Figures[f]), few ? Change.TooFew : Change.None));
                if (!few) deviations.Add(own[f]);
            }
        }

        var ends = new Queue<(double Low, double High)>(JointIntervals.Of(deviations, draws.Widening));
        return new Comparison { Differences = [.. differences.Select(d => d.Change == Change.TooFew ? d : d.Within(ends.Dequeue()))], Paired = paired, Block = draws.Block };
    }
}
