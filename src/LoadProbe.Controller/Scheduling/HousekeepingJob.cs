using Quartz;

namespace LoadProbe.Controller;

/// <summary>The store is to be tidied, by one at a time.</summary>
[DisallowConcurrentExecution]
internal sealed class HousekeepingJob(Timetable timetable) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await timetable.TidyAsync().ConfigureAwait(false);
}
