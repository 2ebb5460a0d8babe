using Quartz;

namespace LoadProbe.Controller;

/// <summary>A scenario is due.</summary>
internal sealed class RunJob(Timetable timetable) : IJob
{
    public const string Scenario = "scenario";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await timetable.SettleAsync((string)context.MergedJobDataMap[Scenario]!).ConfigureAwait(false);
}
