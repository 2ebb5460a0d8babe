using Microsoft.AspNetCore.Http;

namespace LoadProbe.DemoBroker;

/// <summary>Applies the service's fault to its requests: hang, then error, then a slow body; the answer starts when the delay is over.</summary>
internal sealed class FaultInjection(RequestDelegate next, BrokerService service, FaultBoard faults, TimeProvider time)
{
    public Task InvokeAsync(HttpContext context) => faults.On(service) is { } active && Concerns(context.Request.Path) && active.Fault.Concerns(Mark.Of(context))
        ? active.Fault.Delay is { } delay ? DelayAsync(active, delay, context) : ApplyAsync(active, context)
        : next(context);

    // Pages, health and the fault control itself stay reachable on the gateway.
    private bool Concerns(PathString path) => service != BrokerService.Gateway || path.StartsWithSegments("/api") || path.StartsWithSegments("/ws");

    private async Task DelayAsync(ActiveFault active, TimeSpan delay, HttpContext context)
    {
        var started = time.GetTimestamp();
        context.Response.OnStarting(HoldAsync);
        await ApplyAsync(active, context);
        // An answer without a body starts after we are through, when the request's end can no longer be heard.
        await HoldAsync();

        async Task HoldAsync()
        {
            try
            {
                await PreciseDelay.WaitAsync(delay - time.GetElapsedTime(started), time, context.RequestAborted);
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                // Thrown while an answer starts it would be a fault of the service; the answer is only no longer wanted.
                context.Abort();
            }
        }
    }

    private async Task ApplyAsync(ActiveFault active, HttpContext context)
    {
        if (active.Fault.Hang)
            await active.Ended.WaitAsync(context.RequestAborted);
        if (active.NextFails())
            await BrokerJson.Error(StatusCodes.Status500InternalServerError, $"{service}: a fault was asked for").ExecuteAsync(context);
        else if (active.Fault.SlowBody is { } over)
            await SlowBody.InvokeAsync(next, context, over, time);
        else
            await next(context);
    }
}
