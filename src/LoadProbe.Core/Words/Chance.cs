namespace LoadProbe.Core;

/// <summary>
/// Chance that can be repeated: each number is a pure function of a seed and of what it is drawn for, so that agents
/// that never talk draw the same, and a run can be run again. The bits are those of SplitMix64 (Steele, Lea and Flood,
/// "Fast splittable pseudorandom number generators", OOPSLA 2014).
/// </summary>
public static class Chance
{
    internal const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>A number from 0, inclusive, to 1, exclusive: the one of draw <paramref name="n"/>.</summary>
    public static double Uniform(long seed, long n) => Fraction(Bits(Bits((ulong)seed + Golden) + ((ulong)n * Golden)));

    /// <summary>
    /// The <paramref name="k"/>-th smallest, from 0, of <paramref name="count"/> numbers that are uniform in 0 to 1 and
    /// independent, without drawing the others: down a binary tree whose every node is the median of what is left.
    /// </summary>
    /// <remarks>
    /// The median of 2a − 1 uniform numbers has the distribution Beta(a, a), drawn in closed form by Ulrich's method
    /// ("Computer generation of distributions on the m-sphere", Applied Statistics 33, 1984):
    /// ½ + ½·√(1 − U^(2/(2a−1)))·cos 2πV. What is below and above it is again uniform and independent. Of an even number
    /// the smallest is taken off first: 1 − U^(1/count).
    /// </remarks>
    public static double Ordered(long seed, long k, long count)
    {
        ulong node = Bits((ulong)seed + Golden);
        (double low, double high) = (0, 1);
        while (true)
        {
            if (count % 2 == 0)
            {
                low = Between(low, high, 1 - Math.Pow(Fraction(Bits(node ^ 1)), 1.0 / count));
                if (k == 0) return low;
                (k, count) = (k - 1, count - 1);
            }

            double radius = Math.Sqrt(1 - Math.Pow(Fraction(Bits(node ^ 2)), 2.0 / count));
            double median = Between(low, high, 0.5 + (0.5 * radius * Math.Cos(2 * Math.PI * Fraction(Bits(node ^ 3)))));
            count /= 2;
            if (k == count) return median;
            bool below = k < count;
            (low, high, k) = below ? (low, median, k) : (median, high, k - count - 1);
            node = Bits(node ^ (below ? 4UL : 5UL));
        }
    }

    private static double Between(double low, double high, double share) => Math.Clamp(low + ((high - low) * share), low, high);

    private static double Fraction(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));

    internal static ulong Bits(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
