namespace LoadProbe.Core;

/// <summary>
/// Intervals of many figures that hold at once with 95 % confidence: each is cut at the same share of its own resamples,
/// so small that 95 in 100 resamples are inside all of them. Who looks at fifty figures is thereby not misled by the one
/// or two that chance puts outside an interval of its own. An envelope, as in A. C. Davison and D. V. Hinkley,
/// "Bootstrap Methods and their Application" (1997), 4.2.4.
/// </summary>
internal static class JointIntervals
{
    private const double Confidence = 0.95;

    /// <summary>Low and high end of each figure's deviation.</summary>
    /// <param name="deviations">Figure by figure, the same resamples in the same order. What is not finite says nothing.</param>
    /// <param name="widening">Times how much the ends lie further out.</param>
    public static (double Low, double High)[] Of(IReadOnlyList<double[]> deviations, double widening)
    {
        if (deviations.Count == 0) return [];
        double[][] sorted = [.. deviations.Select(d => d.Where(double.IsFinite).Order().ToArray())];
        int resamples = deviations[0].Length;
        double[] outermost = new double[resamples];
        Array.Fill(outermost, 0.5);
        for (int f = 0; f < sorted.Length; f++)
        {
            for (int r = 0; r < resamples; r++)
            {
                if (double.IsFinite(deviations[f][r])) outermost[r] = Math.Min(outermost[r], Beyond(sorted[f], deviations[f][r]));
            }
        }

        double tail = Quantile([.. outermost.Order()], 1 - Confidence);
        return [.. sorted.Select(s => s.Length == 0 ? (double.NegativeInfinity, double.PositiveInfinity) : (widening * Math.Min(0, Quantile(s, tail)), widening * Math.Max(0, Quantile(s, 1 - tail))))];
    }

    // The share of values that are as far out, on the side where they are fewer.
    private static double Beyond(double[] sorted, double value)
    {
        int below = Lower(sorted, value), notAbove = Lower(sorted, Math.BitIncrement(value));
        return (double)Math.Min(notAbove, sorted.Length - below) / sorted.Length;
    }

    private static int Lower(double[] sorted, double value)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < value) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 >= sorted.Length ? sorted[^1] : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }
}
