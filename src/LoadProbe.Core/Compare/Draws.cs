namespace LoadProbe.Core;

/// <summary>Which cells of two runs each resample takes, the same for all their figures and steps.</summary>
public sealed record Draws
{
    private const int Seed = 20_040_101;

    private Draws(int[][] a, int[][] b, double block, double widening) => (A, B, Block, Widening) = (a, b, block, widening);

    /// <summary>How often each cell of the first run is taken, by resample.</summary>
    public IReadOnlyList<int[]> A { get; }

    public IReadOnlyList<int[]> B { get; }

    /// <summary>Mean length of the blocks, cells.</summary>
    public double Block { get; }

    /// <summary>How much wider intervals are than their resamples say, because there are only so many blocks.</summary>
    public double Widening { get; }

    /// <summary>For the journeys of two runs.</summary>
    /// <param name="paired">Both ran the same plan: their cells are drawn together.</param>
    public static Draws Of(Sample a, Sample b, bool paired, int resamples)
    {
        double block = Math.Max(Memory(a), Memory(b));
        int length = paired ? Math.Max(a.Cells.Count, b.Cells.Count) : a.Cells.Count;
        int[][] first = StationaryBootstrap.Draws(length, block, resamples, Seed);
        int[][] second = paired ? first : StationaryBootstrap.Draws(b.Cells.Count, block, resamples, Seed + 1);
        return new Draws(first, second, block, Student.Widening(Math.Min(Filled(a).Count(), Filled(b).Count()) / block));
    }

    // Of the times and of the errors, whichever remembers longer; at least the cube root of the length, since a short
    // series shows too little of what it remembers.
    private static double Memory(Sample sample)
    {
        SampleCell[] filled = [.. Filled(sample)];
        double least = Math.Max(1, Math.Cbrt(filled.Length));
        return new[] { least, BlockLength.Of([.. filled.Select(c => c.Response.Mean.TotalSeconds)]), BlockLength.Of([.. filled.Select(c => (double)c.Failed / c.Completed)]) }.Max();
    }

    private static IEnumerable<SampleCell> Filled(Sample sample) => sample.Cells.Where(c => c.Completed > 0);
}
