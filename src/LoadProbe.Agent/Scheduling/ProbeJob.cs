using Quartz;

namespace LoadProbe.Agent;

/// <summary>What Quartz fires: finds the probe in the job's data and runs it.</summary>
internal sealed class ProbeJob : IJob
{
    public const string Key = "probe";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var work = (ScheduledProbe)context.MergedJobDataMap[Key]!;
        await work.RunAsync(context.ScheduledFireTimeUtc ?? context.FireTimeUtc, cancellationToken).ConfigureAwait(false);
    }
}
