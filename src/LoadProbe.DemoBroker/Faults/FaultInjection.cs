using Microsoft.AspNetCore.Http;

namespace LoadProbe.DemoBroker;

/// <summary>Applies the service's fault to its requests: delay, then hang, then error, then a slow body.</summary>
internal sealed class FaultInjection(RequestDelegate next, BrokerService service, FaultBoard faults, TimeProvider time)
{
    public Task InvokeAsync(HttpContext context) =>
        faults.On(service) is { } active && Concerns(context.Request.Path) ? ApplyAsync(active, context) : next(context);

    // Pages, health and the fault control itself stay reachable on the gateway.
    private bool Concerns(PathString path) => service != BrokerService.Gateway || path.StartsWithSegments("/api");

    private async Task ApplyAsync(ActiveFault active, HttpContext context)
    {
        var token = context.RequestAborted;
        if (active.Fault.Delay is { } delay)
            await PreciseDelay.WaitAsync(delay, time, token);
        if (active.Fault.Hang)
            await active.Ended.WaitAsync(token);
        if (active.NextFails())
            await BrokerJson.Error(StatusCodes.Status500InternalServerError, $"{service}: a fault was asked for").ExecuteAsync(context);
        else if (active.Fault.SlowBody is { } over)
            await SlowBody.InvokeAsync(next, context, over, time);
        else
            await next(context);
    }
}
