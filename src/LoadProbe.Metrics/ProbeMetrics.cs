using Prometheus;

namespace LoadProbe.Metrics;

/// <summary>The families of dialled probes. Labels come from definitions only, and vanish with the probe.</summary>
public sealed class ProbeMetrics : IResultSink
{
    private static readonly string[] Labels = ["probe", "target", "agent"];
    private static readonly double[] Durations = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    private static readonly double[] Latenesses = [0.001, 0.01, 0.1, 1, 10];

    private readonly Gauge _success, _lastRun, _steps, _rtt, _server, _loss, _certificate;
    private readonly PathMetrics _paths;
    private readonly Counter _runs, _skipped, _retransmissions, _captureDrops;
    private readonly Histogram _duration, _lateness;
    private readonly Gauge _vitals;
    private readonly ICollector[] _all;
    private readonly Dictionary<(string Target, string Agent), long> _captured = [];

    internal ProbeMetrics(MetricFactory factory)
    {
        _success = factory.CreateGauge("loadprobe_probe_success", "1 when the last run of the probe passed, 0 when it failed; absent while there was none that could be judged.", Labels);
        _runs = factory.CreateCounter("loadprobe_probe_runs_total", "Runs of the probe by verdict: pass, fail, or invalid (our side could not measure).", [.. Labels, "verdict"]);
        _duration = factory.CreateHistogram("loadprobe_probe_duration_seconds", "How long runs of the probe took, those that were invalid left out.", Labels, new HistogramConfiguration { Buckets = Durations });
        _steps = factory.CreateGauge("loadprobe_step_duration_seconds", "How long a step took in the last run, by phase; a phase that was not reached is absent.", [.. Labels, "step", "phase"]);
        _lastRun = factory.CreateGauge("loadprobe_probe_last_run_timestamp_seconds", "When the last run of the probe started.", Labels);
        _skipped = factory.CreateCounter("loadprobe_probe_skipped_total", "Starts that did not take place: overlap (the run before was under way), limit (the agent's own, for the kind), busy, queue_full.", [.. Labels, "reason"]);
        _lateness = factory.CreateHistogram("loadprobe_schedule_lateness_seconds", "How long after its due time a run started.", Labels, new HistogramConfiguration { Buckets = Latenesses });
        _rtt = factory.CreateGauge("loadprobe_net_rtt_seconds", "Network round trip in the last run: of the TCP handshake, or the mean of pings, or of a path's last hop.", [.. Labels, "step"]);
        _server = factory.CreateGauge("loadprobe_net_server_response_seconds", "The server's own time in the last run, from packets: last byte of the request to first of the answer, less the network.", [.. Labels, "step"]);
        _retransmissions = factory.CreateCounter("loadprobe_net_retransmissions_total", "TCP segments sent again, in both directions, as packets show.", Labels);
        _loss = factory.CreateGauge("loadprobe_net_loss_ratio", "Share of pings, or of packets along a path, that the host left unanswered in the last run.", [.. Labels, "step"]);
        _captureDrops = factory.CreateCounter("loadprobe_capture_dropped_packets_total", "Packets that the kernel dropped before the capture saw them.", "agent");
        _certificate = factory.CreateGauge("loadprobe_certificate_expiry_timestamp_seconds", "When the first certificate of the chain ends, also when the chain is not trusted.", [.. Labels, "step"]);
        _vitals = factory.CreateGauge("loadprobe_page_vital_seconds", "Web vitals of a browser step in the last run: ttfb, fcp, lcp, inp, dom_content_loaded, load.", [.. Labels, "step", "vital"]);
        _paths = new PathMetrics(factory, Labels);
        _all = [_success, _runs, _duration, _steps, _lastRun, _skipped, _lateness, _rtt, _server, _retransmissions, _loss, _certificate, _vitals, .. _paths.All];
    }

    public void Write(ProbeResult result)
    {
        string[] labels = [result.Probe, result.Target, result.Agent];
        // Known from the first run on, so that rates have a zero to start from.
        _skipped.WithLabels([.. labels, "overlap"]).Inc(0);
        foreach (string verdict in (string[])["pass", "fail", "invalid"]) _runs.WithLabels([.. labels, verdict]).Inc(0);
        _runs.WithLabels([.. labels, result.Verdict.ToString().ToLowerInvariant()]).Inc();
        _lastRun.WithLabels(labels).Set(result.Journey.Started.ToUnixTimeMilliseconds() / 1000.0);
        if (result.Lateness is { } lateness) _lateness.WithLabels(labels).Observe(Math.Max(0, lateness.TotalSeconds));
        if (result.Verdict == Verdict.Invalid) return;
        _success.WithLabels(labels).Set(result.Verdict == Verdict.Pass ? 1 : 0);
        _duration.WithLabels(labels).Observe(result.Journey.Duration.TotalSeconds);
        foreach (StepResult step in result.Journey.Steps) Write(step, labels);
    }

    public void Skipped(string probe, string target, string agent, string reason) => _skipped.WithLabels(probe, target, agent, reason).Inc();

    /// <summary>Removes every series of a probe that is no more.</summary>
    public void Forget(string probe)
    {
        foreach (ICollector collector in _all)
        {
            switch (collector)
            {
                case Gauge gauge: Remove(gauge.GetAllLabelValues(), probe, gauge.RemoveLabelled); break;
                case Counter counter: Remove(counter.GetAllLabelValues(), probe, counter.RemoveLabelled); break;
                case Histogram histogram: Remove(histogram.GetAllLabelValues(), probe, histogram.RemoveLabelled); break;
            }
        }
    }

    private void Write(StepResult step, string[] labels)
    {
        bool skipped = step.Outcome == Outcome.Skipped;
        foreach ((string phase, TimeSpan? time) in step.Phases.Named(step.Duration)) Set(_steps, skipped ? null : time?.TotalSeconds, [.. labels, step.Name, phase]);
        if (skipped) return;
        string[] named = [.. labels, step.Name];
        if ((step.Ping?.Loss ?? step.Path?.Loss) is { } loss) Set(_loss, loss, named);
        Set(_rtt, (step.Ping?.Mean ?? step.Path?.RoundTrip ?? step.Packets?.NetworkRtt)?.TotalSeconds, named);
        if (step.Path is { } path) _paths.Write(path, named);
        Set(_server, step.Packets?.ServerResponse?.TotalSeconds, named);
        if (step.Packets?.Retransmissions is { } again) _retransmissions.WithLabels(labels).Inc(again.Client + again.Server);
        if (step.Packets?.KernelDrops is { } drops) CaptureDropped(labels[1], labels[2], drops);
        if (step.Tls is { Chain.Count: > 0 } tls) _certificate.WithLabels(named).Set(tls.Chain.Min(c => c.NotAfter).ToUnixTimeSeconds());
        if (step.Page?.Vitals is not { } vitals) return;
        (string, TimeSpan?)[] seen = [("ttfb", vitals.Ttfb), ("fcp", vitals.Fcp), ("lcp", vitals.Lcp), ("inp", vitals.Inp), ("dom_content_loaded", vitals.DomContentLoaded), ("load", vitals.Load)];
        foreach ((string vital, TimeSpan? time) in seen) Set(_vitals, time?.TotalSeconds, [.. named, vital]);
    }

    // A step knows the drops of its capture since that began, and a target has one capture on an agent.
    private void CaptureDropped(string target, string agent, long total)
    {
        lock (_captured)
        {
            long before = _captured.GetValueOrDefault((target, agent));
            // Fewer than before: the capture was started anew.
            _captureDrops.WithLabels(agent).Inc(total >= before ? total - before : total);
            _captured[(target, agent)] = total;
        }
    }

    // What the last run did not show must not be read from the run before.
    private static void Set(Gauge gauge, double? value, string[] labels)
    {
        if (value is { } number) gauge.WithLabels(labels).Set(number);
        else gauge.RemoveLabelled(labels);
    }

    private static void Remove(IEnumerable<string[]> series, string probe, Action<string[]> remove)
    {
        foreach (string[] labels in series.Where(l => l[0] == probe).ToArray()) remove(labels);
    }
}
