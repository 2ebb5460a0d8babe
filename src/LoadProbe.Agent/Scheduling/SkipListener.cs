using Quartz;

namespace LoadProbe.Agent;

/// <summary>Counts the starts that did not take place: the run before was still under way, or the agent was too busy.</summary>
internal sealed class SkipListener(Action<string, string> skipped) : ITriggerListener
{
    public string Name => "skips";

    public ValueTask TriggerSkipped(ITrigger trigger, IScheduler scheduler, CancellationToken cancellationToken = default)
    {
        skipped(trigger.Key.Name, "overlap");
        return ValueTask.CompletedTask;
    }

    public ValueTask TriggerMisfired(ITrigger trigger, IScheduler scheduler, CancellationToken cancellationToken = default)
    {
        skipped(trigger.Key.Name, "busy");
        return ValueTask.CompletedTask;
    }
}
