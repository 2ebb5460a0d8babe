namespace LoadProbe.Core;

/// <summary>
/// How long the blocks of a stationary bootstrap are to be in the mean, from how long a series remembers: by D. N. Politis
/// and H. White, "Automatic block-length selection for the dependent bootstrap", Econometric Reviews 23 (2004), with the
/// correction of A. Patton, D. N. Politis and H. White, Econometric Reviews 28 (2009).
/// </summary>
public static class BlockLength
{
    /// <summary>In elements of the series, 1 at the least: a series without memory needs no blocks.</summary>
    public static double Of(ReadOnlySpan<double> series)
    {
        int n = series.Length;
        if (n < 8) return 1;
        int quiet = Math.Max(5, (int)Math.Ceiling(Math.Sqrt(Math.Log10(n)))), most = (int)Math.Ceiling(Math.Sqrt(n)) + quiet;
        double[] covariance = Autocovariances(series, Math.Min(n - 1, most + quiet));
        if (covariance[0] <= 0) return 1;

        // The last lag that stands out before so many in a row do not; the window is twice as wide.
        double band = 2 * Math.Sqrt(Math.Log10(n) / n);
        int lag = 0, run = 0;
        for (int k = 1; k < covariance.Length && run < quiet; k++)
        {
            bool significant = Math.Abs(covariance[k] / covariance[0]) > band;
            run = significant ? 0 : run + 1;
            if (significant) lag = k;
        }

        int window = Math.Min(Math.Max(1, 2 * lag), Math.Min(most, covariance.Length - 1));
        double slope = 0, spectrum = covariance[0];
        for (int k = 1; k <= window; k++)
        {
            // Flat at first, then straight down to zero.
            double weight = Math.Min(1, 2 * (1 - ((double)k / window)));
            slope += 2 * weight * k * covariance[k];
            spectrum += 2 * weight * covariance[k];
        }

        double length = Math.Pow(2 * slope * slope / (2 * spectrum * spectrum), 1.0 / 3) * Math.Pow(n, 1.0 / 3);
        return double.IsFinite(length) ? Math.Clamp(length, 1, Math.Ceiling(Math.Min(3 * Math.Sqrt(n), n / 3.0))) : 1;
    }

    private static double[] Autocovariances(ReadOnlySpan<double> series, int lags)
    {
        double mean = 0;
        foreach (double value in series) mean += value / series.Length;
        double[] covariance = new double[lags + 1];
        for (int k = 0; k <= lags; k++)
        {
            for (int i = k; i < series.Length; i++) covariance[k] += (series[i] - mean) * (series[i - k] - mean) / series.Length;
        }

        return covariance;
    }
}
