using Prometheus;

namespace LoadProbe.Metrics;

/// <summary>The families of pressure runs, by scenario.</summary>
public sealed class RunMetrics
{
    private static readonly double[] Buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private static readonly string[] States = ["arming", "running", "draining", "completed", "aborted"];

    private readonly Counter _arrivals;
    private readonly Histogram _response, _service, _lateness, _own;
    private readonly Gauge _targetRate, _inFlight, _state;

    internal RunMetrics(MetricFactory factory)
    {
        _arrivals = factory.CreateCounter("loadprobe_run_arrivals_total", "Arrivals of pressure runs by state: due, sent, dropped, completed, failed.", "scenario", "state");
        var buckets = new HistogramConfiguration { Buckets = Buckets };
        _response = factory.CreateHistogram("loadprobe_run_response_seconds", "Response time of journeys under pressure: from due to done.", ["scenario"], buckets);
        _service = factory.CreateHistogram("loadprobe_run_service_seconds", "Service time of journeys under pressure: from sent to done.", ["scenario"], buckets);
        _lateness = factory.CreateHistogram("loadprobe_run_lateness_seconds", "How late journeys were sent: from due to sent.", ["scenario"], buckets);
        _own = factory.CreateHistogram("loadprobe_run_own_share_seconds", "The generator's own part of the time of sampled requests, by their packets.", ["scenario"], buckets);
        _targetRate = factory.CreateGauge("loadprobe_run_target_rate", "Arrivals a second that the plan wants now.", "scenario");
        _inFlight = factory.CreateGauge("loadprobe_run_in_flight", "Journeys under way.", "scenario");
        _state = factory.CreateGauge("loadprobe_run_state", "1 for the state that the last run of the scenario is in, 0 for the others.", "scenario", "state");
    }

    /// <summary>The run is in this state now: arming, running, draining, completed or aborted.</summary>
    public void State(string scenario, string state)
    {
        foreach (string other in States) _state.WithLabels(scenario, other).Set(other == state ? 1 : 0);
        if (state is not ("completed" or "aborted")) return;
        _targetRate.WithLabels(scenario).Set(0);
        _inFlight.WithLabels(scenario).Set(0);
    }

    /// <summary>One second of one agent.</summary>
    public void Write(string scenario, Snapshot snapshot)
    {
        ArrivalCounts counts = snapshot.Arrivals;
        (string, long)[] states = [("due", counts.Due), ("sent", counts.Sent), ("dropped", counts.Dropped), ("completed", counts.Completed), ("failed", counts.Failed)];
        foreach ((string state, long count) in states) _arrivals.WithLabels(scenario, state).Inc(count);
        Add(_response.WithLabels(scenario), snapshot.Response);
        Add(_service.WithLabels(scenario), snapshot.Service);
        Add(_lateness.WithLabels(scenario), snapshot.Lateness);
        if (snapshot.Own is { } own) Add(_own.WithLabels(scenario), own.Own);
        _targetRate.WithLabels(scenario).Set(snapshot.TargetRate);
        _inFlight.WithLabels(scenario).Set(snapshot.InFlight);
    }

    private static void Add(Histogram.Child family, PackedHistogram figures)
    {
        foreach ((TimeSpan value, long count) in figures.Values()) family.Observe(value.TotalSeconds, count);
    }
}
