namespace LoadProbe.Metrics;

/// <summary>Two windows over which a budget is spent too fast: the long one says that it matters, the short one that it goes on.</summary>
/// <param name="Severity">page or ticket.</param>
/// <param name="Burn">How many times faster than the objective allows, at least.</param>
internal sealed record BurnPair(string Severity, TimeSpan Long, TimeSpan Short, decimal Burn)
{
    public bool IsPage => Severity == "page";

    /// <summary>Failed runs in the long window below which nobody is told: of few runs one is a large share.</summary>
    public int Failures => IsPage ? 3 : 2;
}

/// <summary>The pairs of windows of a probe's objective.</summary>
internal sealed record BurnPairs(IReadOnlyList<BurnPair> All, IReadOnlyList<string> LeftOut)
{
    // Google, The Site Reliability Workbook, chapter 5, table 5-8: which share of the budget is spent when somebody is told.
    private static readonly (string Severity, TimeSpan Long, TimeSpan Short, decimal Share)[] Standard =
    [
        ("page", TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), 0.02m), ("page", TimeSpan.FromHours(6), TimeSpan.FromMinutes(30), 0.05m),
        ("ticket", TimeSpan.FromDays(1), TimeSpan.FromHours(2), 0.10m), ("ticket", TimeSpan.FromDays(3), TimeSpan.FromHours(6), 0.10m),
    ];

    /// <summary>The windows that are recorded of every probe, the shortest first.</summary>
    public static IReadOnlyList<TimeSpan> Windows { get; } = [.. Standard.SelectMany(s => new[] { s.Long, s.Short }).Distinct().Order()];

    public IEnumerable<BurnPair> Of(string severity) => All.Where(p => p.Severity == severity);

    public static BurnPairs Of(Slo slo, TimeSpan every)
    {
        var all = new List<BurnPair>();
        var leftOut = new List<string>();
        foreach ((string severity, TimeSpan @long, TimeSpan @short, decimal share) in Standard)
        {
            // Slower than 1 the objective is met: nobody is told of that, however short the window is.
            decimal burn = Math.Max(1, decimal.Round(share * slo.Window.Ticks / @long.Ticks, 6));
            string what = $"no {severity} over {RuleText.Span(@long)}: ";
            // In each window there has to be a run for certain, wherever it begins.
            TimeSpan least = TimeSpan.FromTicks(Math.Max(@short.Ticks, 2 * every.Ticks));
            if (@long > slo.Window) leftOut.Add($"{what}the objective is over {RuleText.Span(slo.Window)}");
            else if (least > @long) leftOut.Add($"{what}a run every {RuleText.Span(every)} is too seldom");
            else if (burn * slo.Budget >= 1) leftOut.Add($"{what}an objective of {Slo.Percent(slo.Objective)} is never missed {RuleText.Number(burn)} times over, even if all runs fail");
            else all.Add(new BurnPair(severity, @long, Windows.First(w => w >= least), burn));
        }

        return new BurnPairs(all, leftOut);
    }
}
