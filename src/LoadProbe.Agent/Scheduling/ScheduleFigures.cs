using System.Globalization;
using LoadProbe.Metrics;

namespace LoadProbe.Agent;

/// <summary>What a schedule tells of itself, counted and said to whoever runs the agent.</summary>
internal static class ScheduleFigures
{
    /// <param name="metrics">Where it is counted; null = nowhere.</param>
    public static ScheduleEvents Of(AgentOptions options, MetricsBook? metrics) => new()
    {
        ClockSet = by =>
        {
            metrics?.Schedule.ClockSet(options.Name);
            options.Tell(string.Create(CultureInfo.InvariantCulture, $"this machine's clock was set {(by > TimeSpan.Zero ? "forward" : "back")} by {by.Duration().TotalSeconds:0.0} s: probes keep their rhythm"));
        },
        Restarted = after =>
        {
            metrics?.Schedule.Restarted(options.Name);
            options.Tell($"the scheduler started nothing for {Durations.Text(after)} and was made anew");
        },
    };
}
