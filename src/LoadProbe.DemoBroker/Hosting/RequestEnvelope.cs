using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.DemoBroker;

/// <summary>What surrounds every request: its end when the service stops, its instance name, its server timing.</summary>
internal sealed class RequestEnvelope(RequestDelegate next, string instance, TimeProvider time, CancellationToken stopping)
{
    public async Task InvokeAsync(HttpContext context)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.RequestAborted = ending.Token;
        var started = time.GetTimestamp();
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers["X-Broker-Instance"] = instance;
            var elapsed = time.GetElapsedTime(started).TotalMilliseconds;
            headers.Append("Server-Timing", string.Create(CultureInfo.InvariantCulture, $"app;dur={elapsed:0.###}"));
            return Task.CompletedTask;
        });
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            context.Abort();
        }
    }
}
