using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Controller;

/// <summary>The address that other programs call to end the load, with whatever they say beside it.</summary>
internal static class HookRoutes
{
    public static void MapHooks(this IEndpointRouteBuilder app, Controller controller) =>
        app.MapPost("/api/hooks/stop", async (HttpRequest request, ClaimsPrincipal user, CancellationToken token) =>
        {
            Alarm alarm = await Alarm.ReadAsync(request, token).ConfigureAwait(false);
            // That nothing is under way is no failure to whoever calls because something is wrong.
            return !alarm.Over && RunRoutes.Stop(controller, user, alarm.Reason) ? Results.Accepted() : Results.Ok();
        }).Needs(Scope.Read).Says("Stops the load, for webhooks: 202, or 200 when no run is under way or the alert is resolved").Produces(StatusCodes.Status202Accepted).Produces(StatusCodes.Status200OK);
}
