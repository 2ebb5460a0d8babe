namespace LoadProbe.Core;

/// <summary>The figure that a threshold is about, out of all the figures of a run or window.</summary>
internal static class ThresholdValue
{
    /// <summary>In the unit of <see cref="Threshold.Limit"/>; null when there is none.</summary>
    public static double? Of(Threshold threshold, RunFigures figures, TimeSpan span, bool underWay = false)
    {
        switch (threshold.Figure)
        {
            case ThresholdFigure.Drops: return figures.Arrivals.Due == 0 ? null : (double)figures.Arrivals.Dropped / figures.Arrivals.Due;
            case ThresholdFigure.InFlight: return figures.Snapshots == 0 ? null : figures.PeakInFlight;
            case ThresholdFigure.Oldest: return figures.Snapshots == 0 ? null : figures.OldestInFlight.TotalSeconds;
            case ThresholdFigure.Retransmissions: return figures.Network?.Loss;
            case ThresholdFigure.Resets: return figures.Network is null || Ended(figures) == 0 ? null : (double)figures.Network.Resets / Ended(figures);
        }

        if (threshold.Figure.HasStatistic()) return Statistic(threshold, Values(threshold, figures, underWay));
        if (Ended(threshold, figures) is not { } ended) return null;
        if (threshold.Figure == ThresholdFigure.Errors) return ended.Completed == 0 ? null : (double)ended.Failed / ended.Completed;
        return span <= TimeSpan.Zero ? null : ended.Completed / span.TotalSeconds;
    }

    /// <summary>
    /// Whether a threshold would be in breach even if all that is still to come were as good as can be, when there is to be
    /// <paramref name="times"/> as much in the end.
    /// </summary>
    public static bool CannotMend(Threshold threshold, RunFigures figures, double times)
    {
        if (!threshold.Below) return false;
        if (threshold.IsMax || threshold.Figure is ThresholdFigure.InFlight or ThresholdFigure.Oldest) return Of(threshold, figures, default) > threshold.Limit;
        (long over, long all, double allowed) = threshold.Figure switch
        {
            ThresholdFigure.Errors when Ended(threshold, figures) is { } ended => (ended.Failed, ended.Completed, threshold.Limit),
            ThresholdFigure.Drops => (figures.Arrivals.Dropped, figures.Arrivals.Due, threshold.Limit),
            ThresholdFigure.Retransmissions when figures.Network is { Sent: { } sent, Retransmitted: { } again } => (again, sent, threshold.Limit),
            ThresholdFigure.Resets when figures.Network is { } network => (network.Resets, Ended(figures), threshold.Limit),
            _ when threshold.Percentile is { } percent => Above(threshold, figures, 1 - (percent / 100)),
            _ => default,
        };
        return over > allowed * all * times;
    }

    /// <summary>
    /// Whether the figures of one agent of several can say that all of them together are in breach: they are part of a sum that must be
    /// low, or of a share or a distribution of which they have <paramref name="least"/> values.
    /// </summary>
    public static bool SpeaksForAll(Threshold threshold, RunFigures figures, int least) => threshold.Figure switch
    {
        ThresholdFigure.InFlight or ThresholdFigure.Oldest => threshold.Below,
        ThresholdFigure.Rate => false,
        ThresholdFigure.Drops => figures.Arrivals.Due >= least,
        ThresholdFigure.Errors => Ended(threshold, figures)?.Completed >= least,
        ThresholdFigure.Retransmissions => figures.Network?.Sent >= least,
        ThresholdFigure.Resets => Ended(figures) >= least,
        _ => Values(threshold, figures, underWay: true).Count >= (threshold.IsMax && threshold.Below ? 1 : least),
    };

    private static (long Over, long All, double Allowed) Above(Threshold threshold, RunFigures figures, double allowed)
    {
        LatencyHistogram[] times = [.. Times(threshold, figures)];
        long all = times.Sum(t => t.Count);
        return (all - times.Sum(t => t.CountUpTo(TimeSpan.FromSeconds(threshold.Limit))), all, allowed);
    }

    private static IEnumerable<LatencyHistogram> Times(Threshold threshold, RunFigures figures)
    {
        bool service = threshold.Figure == ThresholdFigure.Service;
        if (threshold.Figure == ThresholdFigure.Lateness) return [figures.Lateness];
        if (threshold.Figure == ThresholdFigure.NetworkRtt) return RoundTrips(figures.Network);
        if (threshold.Figure.Phase() is { } phase) return Steps(threshold, figures).Where(s => s.Phases.ContainsKey(phase)).Select(s => s.Phases[phase]);
        if (threshold.Step is not null) return Steps(threshold, figures).Select(s => service ? s.Service : s.Response);
        if (threshold.Journey is not null) return figures.Journeys.Where(j => j.Journey == threshold.Journey).Select(j => service ? j.Service : j.Response);
        return [service ? figures.Service : figures.Response];
    }

    private static IEnumerable<LatencyHistogram> RoundTrips(NetworkFigures? network)
    {
        if (network is null) yield break;
        var times = new LatencyHistogram();
        times.Add(network.Rtt);
        yield return times;
    }

    private static (long Completed, long Failed)? Ended(Threshold threshold, RunFigures figures)
    {
        if (threshold.Step is null && threshold.Journey is null) return (figures.Arrivals.Completed, figures.Arrivals.Failed);
        StepFigures[] steps = [.. Steps(threshold, figures)];
        if (steps.Length == 0) return null;
        long failed = steps.Sum(s => s.Failed);
        // A journey ends with its first step that fails, or else with its last.
        return threshold.Step is not null ? (steps.Sum(s => s.Completed), failed) : (failed + steps[^1].Completed - steps[^1].Failed, failed);
    }

    // Of all steps.
    private static long Ended(RunFigures figures) => figures.Steps.Sum(s => s.Completed);

    // The same step may be in several journeys.
    private static IEnumerable<StepFigures> Steps(Threshold threshold, RunFigures figures) =>
        figures.Steps.Where(s => (threshold.Step ?? s.Step) == s.Step && (threshold.Journey ?? s.Journey) == s.Journey);

    private static LatencyHistogram Values(Threshold threshold, RunFigures figures, bool underWay)
    {
        var values = new LatencyHistogram();
        foreach (LatencyHistogram times in Times(threshold, figures)) values.Add(times);
        if (!underWay || !threshold.Below) return values;
        TimeSpan limit = TimeSpan.FromSeconds(threshold.Limit);
        foreach (PackedHistogram ages in Ages(threshold, figures)) values.AddAbove(ages, limit);
        return values;
    }

    // How long a phase of what is under way has taken is not known, nor how late will be what is not sent.
    private static IEnumerable<PackedHistogram> Ages(Threshold threshold, RunFigures figures)
    {
        if (threshold.Figure is not (ThresholdFigure.Response or ThresholdFigure.Service)) return [];
        return figures.UnderWay.Where(a => a.Step == threshold.Step && (threshold.Journey ?? a.Journey) == a.Journey).Select(a => threshold.Figure == ThresholdFigure.Service ? a.Service : a.Response);
    }

    private static double? Statistic(Threshold threshold, LatencyHistogram merged)
    {
        if (merged.Count == 0) return null;
        return (threshold.IsMean ? merged.Mean : threshold.IsMax ? merged.Max : merged.Percentile(threshold.Percentile!.Value)).TotalSeconds;
    }
}
