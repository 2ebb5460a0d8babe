namespace LoadProbe.Metrics;

/// <summary>How the runs of a probe go on one agent of a test, minute by minute, as its counters would show it. Fractions of runs are an average.</summary>
/// <param name="Parts">From which minute on how many fail and pass a minute; the first begins at 0.</param>
internal sealed record Course(string Agent, params IReadOnlyList<(int From, decimal Failing, decimal Passing)> Parts)
{
    /// <summary>Failed by the end of a minute.</summary>
    public decimal Failed(int minute) => Sum(minute, p => p.Failing);

    /// <summary>Judged by the end of a minute.</summary>
    public decimal Ran(int minute) => Sum(minute, p => p.Failing + p.Passing);

    /// <summary>The counter in promtool's words: a sample a minute.</summary>
    public string Samples(bool failed, int last)
    {
        Func<(int From, decimal Failing, decimal Passing), decimal> rate = failed ? p => p.Failing : p => p.Passing;
        IEnumerable<string> parts = Parts.Where(p => p.From <= last).Select((p, i) =>
        {
            int until = i + 1 < Parts.Count && Parts[i + 1].From <= last ? Parts[i + 1].From - 1 : last;
            return FormattableString.Invariant($"{RuleText.Number(Sum(p.From, rate))}+{RuleText.Number(rate(p))}x{until - p.From}");
        });
        return string.Join(' ', parts);
    }

    private decimal Sum(int minute, Func<(int From, decimal Failing, decimal Passing), decimal> rate) =>
        Parts.Select((p, i) => rate(p) * Math.Max(0, (i + 1 < Parts.Count ? Math.Min(Parts[i + 1].From, minute) : minute) - p.From)).Sum();
}
