using System.Globalization;

namespace LoadProbe.Controller;

/// <summary>
/// Whether the load generator was good enough for the run to say anything about the target; if not, why, and what
/// mends it. The limits are in <c>docs/engine.md</c>.
/// </summary>
public sealed record GeneratorVerdict(double CpuFraction, double GcPauseFraction, TimeSpan LatenessP99, IReadOnlyList<string> Faults)
{
    private static readonly TimeSpan MaxLateness = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxPoolDelay = TimeSpan.FromSeconds(2);
    private const double MaxGcPause = 0.2;
    private const double MaxDropped = 0.001;
    private const double MaxStarved = 0.5;
    private const int FewSeconds = 2;

    public bool Valid => Faults.Count == 0;

    public static GeneratorVerdict Of(RunFigures figures)
    {
        TimeSpan lateness = figures.Lateness.Percentile(99);
        GeneratorHealth worst = figures.Worst;
        var faults = new List<string>();
        if (figures.StarvedSeconds >= FewSeconds && figures.StarvedSeconds > MaxStarved * figures.Seconds)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"CPU: in {figures.StarvedSeconds} of {figures.Seconds} seconds the generator had not the processor it needed (used up to {worst.UseOfAllowed:P0} of the {worst.Processors:0.##} it may use, waited up to {worst.CpuWaitFraction:P0} of a second for one, held up by its quota for {worst.ThrottledFraction:P0}); lower the rate, give it more processors, or use more agents"));
        }

        if (lateness > MaxLateness) faults.Add($"the generator sent late: lateness p99 {Durations.Text(lateness)} is over {Durations.Text(MaxLateness)} (CPU at most {worst.CpuFraction:P0}); lower the rate or use more agents");
        if (figures.Own is { IsTooMuch: true } own) faults.Add($"own share: of the {Durations.Text(own.Application.P99)} that sampled requests took at p99, {Durations.Text(own.Own.P99)} at p99 was the generator's own, by the packets of {own.Joined} of them; lower the rate, give it more processors, or use more agents");
        ArrivalCounts arrivals = figures.Arrivals;
        if (arrivals.Drops.Saturated > MaxDropped * arrivals.Due) faults.Add($"lateness: {arrivals.Drops.Saturated} of {arrivals.Due} arrivals were dropped because the generator was so far behind the plan that they made a burst; lower the rate, give it more processors, or use more agents");
        // Places are held by answers that we have not read; a target that is slow fills them in the other seconds too.
        if (figures.DropsBehind > MaxDropped * arrivals.Due && figures.DropsBehind > arrivals.Drops.Cap / 2)
        {
            faults.Add($"CPU: {figures.DropsBehind} of the {arrivals.Drops.Cap} arrivals that found no free place came due in {figures.SecondsBehind} of {figures.Seconds} seconds in which the generator was behind, and had answers to read; add a warm_up, lower the rate, give it more processors, or use more agents");
        }

        if (arrivals.Drops.Ceiling > 0) faults.Add($"ceiling: {arrivals.Drops.Ceiling} of {arrivals.Due} arrivals were over what the agents' own limits or the scenario's ceiling allow, and were not sent; lower the load, or use more agents");
        if (worst.GcPauseFraction > MaxGcPause) faults.Add($"GC: garbage collection held the generator up for {worst.GcPauseFraction:P0} of a second; lower the rate, or keep less of each answer");
        if (worst.PoolDelay > MaxPoolDelay) faults.Add($"thread pool: work waited {Durations.Text(worst.PoolDelay)} for a thread; lower the rate or use more agents");
        Exhausted(figures, Outcome.OutOfFiles, $"file descriptors: the limit of {worst.FileLimit} was reached; raise it with ulimit -n, or let fewer journeys be in flight", faults);
        Exhausted(figures, Outcome.OutOfPorts, "ports: this machine had no local port left; reuse connections, widen net.ipv4.ip_local_port_range, or use more agents", faults);
        Exhausted(figures, Outcome.OutOfMemory, "memory: the kernel had no buffers left for connections; let fewer journeys be in flight, or use more agents", faults);
        Exhausted(figures, Outcome.BrowserMissing, "browser: there is no Chromium on this machine; install it, or set LOADPROBE_CHROMIUM", faults);
        Exhausted(figures, Outcome.BrowserFailed, "browser: it did not start, or ended while it was in use; let fewer users browse at once", faults);
        Exhausted(figures, Outcome.ProxyFailed, "proxy: the proxy on the way to the target could not be reached, or refused; mend it, or the target's proxy", faults);
        Exhausted(figures, Outcome.EgressRefused, "limits: an agent's own limits do not allow the destination; have its owner list it, or press from elsewhere", faults);
        Exhausted(figures, Outcome.OutOfRows, "data: a table gives each of its rows once and all were given; give it more rows, or another order", faults);
        Exhausted(figures, Outcome.Unkept, "disk: an agent could not keep what is needed to clean up after a write, and sent none; give the folder of its state room", faults);
        return new GeneratorVerdict(worst.CpuFraction, worst.GcPauseFraction, lateness, faults);
    }

    private static void Exhausted(RunFigures figures, Outcome outcome, string fault, List<string> faults)
    {
        long count = figures.Steps.Sum(s => s.Outcomes.GetValueOrDefault(outcome));
        if (count > 0) faults.Add($"{fault} ({count} steps could not be done)");
    }
}
