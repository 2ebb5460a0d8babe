using Prometheus;

namespace LoadProbe.Metrics;

/// <summary>What blackbox_exporter tells of itself, by its names, for alerts that were written for it.</summary>
public sealed class BlackboxMetrics
{
    private readonly Gauge _successful;
    private readonly Gauge _at;
    private readonly Counter _unknown;

    internal BlackboxMetrics(MetricFactory factory, string version)
    {
        _successful = factory.CreateGauge("blackbox_exporter_config_last_reload_successful", "Blackbox exporter config loaded successfully.");
        _at = factory.CreateGauge("blackbox_exporter_config_last_reload_success_timestamp_seconds", "Timestamp of the last successful configuration reload.");
        _unknown = factory.CreateCounter("blackbox_module_unknown_total", "Count of unknown modules requested by probes");
        factory.CreateGauge("blackbox_exporter_build_info", "Always 1: LoadProbe in the place of blackbox_exporter; what it was built from is in the labels.", "version", "revision", "branch", "goversion", "goos", "goarch")
            .WithLabels($"loadprobe-{version}", "", "", "", "linux", "").Set(1);
    }

    public void Reloaded(DateTimeOffset at)
    {
        _successful.Set(1);
        _at.Set(at.ToUnixTimeMilliseconds() / 1000.0);
    }

    public void NotReloaded() => _successful.Set(0);

    public void Unknown() => _unknown.Inc();
}
