namespace LoadProbe.Controller;

/// <summary>
/// Whether the load generator was good enough for the run to say anything about the target. Limits: the slowest
/// percent of sends no later than 250 ms, garbage collection holding things up for no more than a fifth of any second.
/// </summary>
public sealed record GeneratorVerdict(double CpuFraction, double GcPauseFraction, TimeSpan LatenessP99, IReadOnlyList<string> Faults)
{
    private static readonly TimeSpan MaxLateness = TimeSpan.FromMilliseconds(250);
    private const double MaxGcPause = 0.2;

    public bool Valid => Faults.Count == 0;

    public static GeneratorVerdict Of(RunFigures figures)
    {
        TimeSpan lateness = figures.Lateness.Percentile(99);
        var faults = new List<string>();
        if (lateness > MaxLateness) faults.Add($"the generator sent late: lateness p99 {Durations.Text(lateness)} is over {Durations.Text(MaxLateness)} (CPU at most {figures.PeakCpu:P0}); lower the rate or use more agents");
        if (figures.PeakGcPause > MaxGcPause) faults.Add($"garbage collection held the generator up for {figures.PeakGcPause:P0} of a second");
        return new GeneratorVerdict(figures.PeakCpu, figures.PeakGcPause, lateness, faults);
    }
}
