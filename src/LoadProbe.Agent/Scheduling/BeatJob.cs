using Quartz;

namespace LoadProbe.Agent;

/// <summary>Shows each second that the scheduler still starts what is due.</summary>
internal sealed class BeatJob : IJob
{
    public const string Key = "beat";

    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        ((Action)context.MergedJobDataMap[Key]!)();
        return ValueTask.CompletedTask;
    }
}
