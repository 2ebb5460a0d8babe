namespace LoadProbe.Core;

/// <summary>A straight line through values one second apart, by least squares.</summary>
/// <param name="Mean">Of the values.</param>
/// <param name="Slope">By how much they rise a second.</param>
/// <param name="Error">The standard error of the slope: what chance alone could make of it.</param>
internal readonly record struct Trend(double Mean, double Slope, double Error)
{
    public static Trend Of(ReadOnlySpan<double> values)
    {
        int n = values.Length;
        double mean = 0;
        foreach (double value in values) mean += value / n;
        if (n < 3) return new Trend(mean, 0, 0);
        double middle = (n - 1) / 2.0, spread = 0, product = 0;
        for (int i = 0; i < n; i++)
        {
            spread += (i - middle) * (i - middle);
            product += (i - middle) * (values[i] - mean);
        }

        double slope = product / spread, residue = 0;
        for (int i = 0; i < n; i++)
        {
            double off = values[i] - mean - (slope * (i - middle));
            residue += off * off;
        }

        return new Trend(mean, slope, Math.Sqrt(residue / (n - 2) / spread));
    }
}
