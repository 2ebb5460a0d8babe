namespace LoadProbe.Core;

/// <summary>A time's histogram of each cell over common bins, so that any weighting of the cells has its mean and percentiles.</summary>
internal sealed class TimeBins
{
    // Bins of eight fine buckets, 0.8 % wide: those of PackedHistogram.Coarse.
    private const int Bits = 3;

    private readonly double[] _edges;
    private readonly (int Bin, double Count)[][] _cells;
    private readonly double[] _sums;
    private readonly double[] _counts;
    private readonly double[] _bins;

    public TimeBins(IReadOnlyList<PackedHistogram> cells)
    {
        int[] used = [.. cells.SelectMany(c => c.Buckets()).Select(b => b.Bucket >> Bits).Distinct().Order()];
        Dictionary<int, int> places = used.Index().ToDictionary(u => u.Item, u => u.Index);
        // Two edges a bin, since bins that hold nothing are left out.
        _edges = [.. used.SelectMany(u => (double[])[Seconds(u << Bits), Seconds((u + 1) << Bits)])];
        _cells = [.. cells.Select(c => c.Buckets().GroupBy(b => places[b.Bucket >> Bits], b => b.Count).Select(g => (g.Key, (double)g.Sum())).ToArray())];
        _sums = [.. cells.Select(c => c.Mean.TotalSeconds * c.Count)];
        _counts = [.. cells.Select(c => (double)c.Count)];
        _bins = new double[used.Length];
    }

    /// <summary>Values in all cells.</summary>
    public long Count => (long)_counts.Sum();

    /// <summary>The mean and the percentiles of the cells, each taken so often; not a number where there is nothing.</summary>
    public void Read(ReadOnlySpan<int> weights, IReadOnlyList<ComparedFigure> figures, Span<double> values)
    {
        Array.Clear(_bins);
        double sum = 0, count = 0;
        for (int i = 0; i < _cells.Length; i++)
        {
            int weight = i < weights.Length ? weights[i] : 0;
            if (weight == 0) continue;
            sum += weight * _sums[i];
            count += weight * _counts[i];
            foreach ((int bin, double held) in _cells[i]) _bins[bin] += weight * held;
        }

        double seen = 0;
        int at = 0;
        for (int f = 0; f < figures.Count; f++)
        {
            if (figures[f].Percent is not { } percent || count == 0)
            {
                values[f] = sum / count;
                continue;
            }

            // Percentiles rise, so each goes on where the one before ended. Inside a bin values are taken as evenly spread.
            double rank = percent / 100 * count;
            for (; at < _bins.Length - 1 && seen + _bins[at] < rank; at++) seen += _bins[at];
            double share = _bins[at] > 0 ? Math.Clamp((rank - seen) / _bins[at], 0, 1) : 0;
            values[f] = _edges[2 * at] + (share * (_edges[(2 * at) + 1] - _edges[2 * at]));
        }
    }

    private static double Seconds(int bucket) => (double)LatencyHistogram.Sum(Math.Min(bucket, LatencyHistogram.BucketCount - 1), 1) / 1e9;
}
