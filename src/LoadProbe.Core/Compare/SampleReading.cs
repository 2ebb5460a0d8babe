namespace LoadProbe.Core;

/// <summary>The figures of a <see cref="Sample"/>, for any weighting of its cells.</summary>
internal sealed class SampleReading
{
    private readonly Sample _sample;
    private readonly (string Time, IReadOnlyList<ComparedFigure> Figures, TimeBins Bins)[] _times;
    private readonly double[] _even;

    public SampleReading(Sample sample, IReadOnlyList<string> times)
    {
        _sample = sample;
        _times = [.. times.Select(t => (t, ComparedFigure.Of(t), new TimeBins([.. sample.Cells.Select(c => t == "response" ? c.Response : c.Service)])))];
        Figures = [ComparedFigure.Rate, ComparedFigure.Errors, .. _times.SelectMany(t => t.Figures)];
        _even = Read(Enumerable.Repeat(1, sample.Cells.Count).ToArray());
    }

    /// <summary>Rate and errors, then those of each time.</summary>
    public IReadOnlyList<ComparedFigure> Figures { get; }

    /// <summary>How many cells hold something.</summary>
    public int Filled => _sample.Cells.Count(c => c.Completed > 0);

    /// <summary>Of the whole run, to the last digit known.</summary>
    public double Whole(int figure)
    {
        if (figure < 2) return _even[figure];
        (string time, IReadOnlyList<ComparedFigure> figures, _) = _times[(figure - 2) / _times[0].Figures.Count];
        PackedHistogram h = _sample.Time(time);
        if (h.Count == 0) return double.NaN;
        TimeSpan value = figures[(figure - 2) % figures.Count].Percent switch { null => h.Mean, 50 => h.P50, 90 => h.P90, 95 => h.P95, 99 => h.P99, _ => h.P999 };
        return value.TotalSeconds;
    }

    /// <summary>How far each figure of a resample is from that of all cells once each.</summary>
    public double[] Deviation(int[] weights)
    {
        double[] values = Read(weights);
        for (int i = 0; i < values.Length; i++) values[i] -= _even[i];
        return values;
    }

    /// <summary>Values that a percentile is the percentile of and that lie above it: few tell little of it.</summary>
    public double Above(int figure) => Figures[figure].Percent is { } percent ? _times[(figure - 2) / _times[0].Figures.Count].Bins.Count * (1 - (percent / 100)) : double.PositiveInfinity;

    private double[] Read(int[] weights)
    {
        double seconds = 0, completed = 0, failed = 0;
        for (int i = 0; i < _sample.Cells.Count; i++)
        {
            int weight = i < weights.Length ? weights[i] : 0;
            SampleCell cell = _sample.Cells[i];
            seconds += weight * cell.Seconds;
            completed += weight * cell.Completed;
            failed += weight * cell.Failed;
        }

        double[] values = new double[Figures.Count];
        values[0] = completed / seconds;
        values[1] = failed / completed;
        int at = 2;
        foreach ((_, IReadOnlyList<ComparedFigure> figures, TimeBins bins) in _times)
        {
            bins.Read(weights, figures, values.AsSpan(at, figures.Count));
            at += figures.Count;
        }

        return values;
    }
}
