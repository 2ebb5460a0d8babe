using Quartz;

namespace LoadProbe.Controller;

/// <summary>Hears what Quartz could not do.</summary>
internal sealed class ErrorListener(Action<Exception> failed) : ISchedulerListener
{
    public ValueTask SchedulerError(IScheduler scheduler, SchedulerErrorContext context, CancellationToken cancellationToken = default)
    {
        failed(context.Exception);
        return ValueTask.CompletedTask;
    }
}
