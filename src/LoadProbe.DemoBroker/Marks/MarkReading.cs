using Microsoft.AspNetCore.Http;

namespace LoadProbe.DemoBroker;

/// <summary>Reads the mark of a request once, for all who ask for it; a request without one passes as if this were not here.</summary>
internal sealed class MarkReading(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.Baggage.Count == 0 && !headers.ContainsKey(Mark.RunHeader))
            return next(context);
        var (mark, error) = Mark.Read(headers);
        if (error is not null)
            return BrokerJson.Error(StatusCodes.Status400BadRequest, error).ExecuteAsync(context);
        if (mark is not null)
            context.Features.Set(mark);
        return next(context);
    }
}
