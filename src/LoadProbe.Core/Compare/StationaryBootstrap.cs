namespace LoadProbe.Core;

/// <summary>
/// Resamples of a series that keep its memory: blocks of random length, wrapped around at the end, by D. N. Politis and
/// J. P. Romano, "The stationary bootstrap", Journal of the American Statistical Association 89 (1994).
/// </summary>
public static class StationaryBootstrap
{
    /// <summary>How often each element is drawn, resample by resample. The same seed gives the same draws.</summary>
    /// <param name="length">Of the series.</param>
    /// <param name="block">Mean length of a block, 1 or more.</param>
    public static int[][] Draws(int length, double block, int resamples, int seed)
    {
        var random = new Random(seed);
        int[][] draws = new int[resamples][];
        for (int r = 0; r < resamples; r++)
        {
            int[] drawn = new int[length];
            int at = random.Next(length);
            for (int i = 0; i < length; i++)
            {
                drawn[at]++;
                at = random.NextDouble() * block < 1 ? random.Next(length) : (at + 1) % length;
            }

            draws[r] = drawn;
        }

        return draws;
    }
}
