using Prometheus;

namespace LoadProbe.Metrics;

/// <summary>What an agent's schedule had to mend.</summary>
public sealed class ScheduleMetrics
{
    private readonly Counter _clock, _restarts;

    internal ScheduleMetrics(MetricFactory factory)
    {
        _clock = factory.CreateCounter("loadprobe_schedule_clock_sets_total", "How often the agent's machine had its clock set by a second or more, forward or back.", "agent");
        _restarts = factory.CreateCounter("loadprobe_schedule_restarts_total", "How often the agent's scheduler started nothing any more and was made anew.", "agent");
    }

    public void ClockSet(string agent) => _clock.WithLabels(agent).Inc();

    public void Restarted(string agent) => _restarts.WithLabels(agent).Inc();
}
