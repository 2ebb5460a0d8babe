namespace LoadProbe.Metrics;

/// <summary>A probe with an objective, as a test of its rules needs it.</summary>
internal sealed record Objected(Probe Probe, Slo Slo, TimeSpan Every)
{
    public BurnPairs Pairs { get; } = BurnPairs.Of(Slo, Every);

    public Expected Expected => new(Slo, Pairs);

    /// <summary>Runs a minute of one agent.</summary>
    public decimal Rate { get; init; } = decimal.Round(TimeSpan.TicksPerMinute / (decimal)Every.Ticks, 9);

    /// <summary>Run so often that of a share of failed runs there are enough to tell.</summary>
    public Objected Busy(decimal share, int minutes) => this with { Rate = Math.Max(Rate, decimal.Round(10 / (share * minutes), 9)) };

    public decimal Burn(string severity, bool fastest) => Pairs.Of(severity).Select(p => p.Burn).DefaultIfEmpty(1).Aggregate(fastest ? Math.Max : Math.Min);

    /// <summary>Agents on which this share of the runs fails from a minute on.</summary>
    public IReadOnlyList<Course> Failing(int from, decimal share, params IReadOnlyList<string> agents) =>
        [.. agents.Select(a => new Course(a, [.. from > 0 ? [(0, 0m, Rate)] : Array.Empty<(int, decimal, decimal)>(), (from, Rate * share, Rate * (1 - share))]))];

    /// <summary>The last minute in which the trouble can begin for somebody to be woken in a given one; null = nobody is, within six hours.</summary>
    public int? Beginning(int told, decimal share, params IReadOnlyList<string> agents) =>
        Enumerable.Range(1, 360).Select(m => told - m).Where(from => Expected.At("page", Failing(from, share, agents), told) is { IsSure: true, Share: not null }).Select(from => (int?)from).FirstOrDefault();

    /// <summary>The minute after that: it is the next one, unless it is so near to a limit that rounding decides.</summary>
    public int TooLate(int told, int from, decimal share, params IReadOnlyList<string> agents) =>
        Enumerable.Range(from + 1, told - from).First(later => Expected.At("page", Failing(later, share, agents), told) is { IsSure: true, Share: null });
}
