using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Controller;

/// <summary>What watches over processes asks without a key: whether this one lives, and whether it is of use.</summary>
internal static class HealthRoutes
{
    public static void MapHealth(this IEndpointRouteBuilder app, Readiness readiness)
    {
        app.MapGet("/healthz", () => Results.Text("ok\n")).AllowAnonymous().Says("Whether the process lives").Produces(StatusCodes.Status200OK, contentType: "text/plain");
        app.MapGet("/readyz", async (CancellationToken token) => await readiness.FaultAsync(token).ConfigureAwait(false) is { } fault
            ? Results.Text($"{fault}\n", statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Text("ok\n")).AllowAnonymous().Says("Whether it is of use").Produces(StatusCodes.Status200OK, contentType: "text/plain").Produces(StatusCodes.Status503ServiceUnavailable, contentType: "text/plain");
    }
}
