using Microsoft.AspNetCore.Http;

namespace LoadProbe.DemoBroker;

/// <summary>Sends the headers at once and the body in even pieces over the given time.</summary>
internal static class SlowBody
{
    private const int Pieces = 10;

    public static async Task InvokeAsync(RequestDelegate next, HttpContext context, TimeSpan over, TimeProvider time)
    {
        var wire = context.Response.Body;
        using var whole = new MemoryStream();
        context.Response.Body = whole;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = wire;
        }

        var token = context.RequestAborted;
        var body = whole.GetBuffer().AsMemory(0, (int)whole.Length);
        await context.Response.StartAsync(token);
        var started = time.GetTimestamp();
        for (var piece = 0; piece < Pieces; piece++)
        {
            var due = over * (piece + 1) / Pieces - time.GetElapsedTime(started);
            if (due > TimeSpan.Zero)
                await PreciseDelay.WaitAsync(due, time, token);
            var from = body.Length * piece / Pieces;
            var to = body.Length * (piece + 1) / Pieces;
            await wire.WriteAsync(body[from..to], token);
            await wire.FlushAsync(token);
        }
    }
}
