namespace LoadProbe.Core.Tests;

/// <summary>Requests whose whole fate is known, told second by second as agents would tell them.</summary>
internal sealed class ImaginedLoad(int agents = 1)
{
    private readonly List<Request> _requests = [];

    public IReadOnlyList<Request> Requests => _requests;

    /// <param name="due">Seconds from the start; sent at once.</param>
    /// <param name="takes">Seconds; infinite = it is never answered.</param>
    public void Add(double due, double takes, bool fails = false) => _requests.Add(new Request(_requests.Count % agents, due, due + takes, fails));

    /// <summary>What each agent tells of second <paramref name="number"/>, which ends at that time.</summary>
    public IEnumerable<Snapshot> Second(int number) => Enumerable.Range(0, agents).Select(agent => Second(agent, number, [.. _requests.Where(r => r.Agent == agent)]));

    /// <summary>How the second ends at which a threshold is in breach for the first time; null = none does within so many.</summary>
    public int? Breaks(string threshold, int seconds, int? least = null)
    {
        var watch = new ThresholdWatch(Threshold.Parse(threshold, out string? fault) ?? throw new ArgumentException(fault), isGuard: false);
        var window = new SlidingFigures(ThresholdWatch.Longest([watch]));
        var whole = new RunFigures();
        for (int number = 1; number <= seconds; number++)
        {
            Snapshot[] told = [.. Second(number)];
            foreach (Snapshot snapshot in told)
            {
                whole.Add(snapshot);
                window.Add(snapshot);
            }

            if (watch.Judge(window, whole, told[^1], least) == GuardLevel.Breach) return number;
        }

        return null;
    }

    private static Snapshot Second(int agent, int number, Request[] all)
    {
        Request[] done = [.. all.Where(r => r.Done > number - 1 && r.Done <= number)], under = [.. all.Where(r => r.Due <= number && r.Done > number)];
        int due = all.Count(r => r.Due > number - 1 && r.Due <= number);
        PackedHistogram times = Histogram(done.Select(r => r.Done - r.Due)), ages = Histogram(under.Select(r => number - r.Due)).Coarse();
        return new Snapshot
        {
            Agent = $"agent-{agent}", Number = number, At = TimeSpan.FromSeconds(number), Arrivals = new ArrivalCounts(due, due, 0, done.Length, done.Count(r => r.Fails), 0),
            InFlight = under.Length, OldestInFlight = TimeSpan.FromSeconds(under.Select(r => number - r.Due).DefaultIfEmpty().Max()), Response = times, Service = times, Lateness = PackedHistogram.Empty,
            Steps = [], UnderWay = under.Length == 0 ? [] : [new Ages { Journey = "visit", Response = ages, Service = ages }],
        };
    }

    private static PackedHistogram Histogram(IEnumerable<double> seconds)
    {
        var histogram = new LatencyHistogram();
        foreach (double time in seconds) histogram.Record(TimeSpan.FromSeconds(time));
        return PackedHistogram.Of(histogram);
    }

    internal readonly record struct Request(int Agent, double Due, double Done, bool Fails);
}
