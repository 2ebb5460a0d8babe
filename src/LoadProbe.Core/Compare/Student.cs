namespace LoadProbe.Core;

/// <summary>The little of Student's t that intervals from few observations need.</summary>
internal static class Student
{
    private const double Normal975 = 1.959963984540054;

    /// <summary>
    /// How much further out the ends of a 95 % interval lie when it comes from <paramref name="n"/> observations only:
    /// √(n/(n−1)) · t₀.₉₇₅(n−1) / z₀.₉₇₅, by T. Hesterberg, "What teachers should know about the bootstrap", The American
    /// Statistician 69 (2015).
    /// </summary>
    public static double Widening(double n)
    {
        double some = Math.Max(n, 3);
        return Math.Sqrt(some / (some - 1)) * T975(some - 1) / Normal975;
    }

    // Cornish-Fisher expansion in 1/degrees, M. Abramowitz and I. Stegun 26.7.5: to 3 % from 2 degrees on, to 1 ‰ from 5 on.
    private static double T975(double degrees)
    {
        const double x = Normal975;
        double x3 = x * x * x, x5 = x3 * x * x, x7 = x5 * x * x;
        return x + ((x3 + x) / (4 * degrees)) + (((5 * x5) + (16 * x3) + (3 * x)) / (96 * degrees * degrees))
            + (((3 * x7) + (19 * x5) + (17 * x3) - (15 * x)) / (384 * degrees * degrees * degrees));
    }
}
