using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Controller;

/// <summary>Probes, and how they stand.</summary>
internal static class ProbeRoutes
{
    public static void MapProbes(this IEndpointRouteBuilder app, Controller controller) =>
        app.MapGet("/api/probes", () => Answers.Json(BoardJson.Text(controller.Board, controller.Standing))).Needs(Scope.Read)
            .SaysJson("The newest result of each probe on each agent, with the last runs, and how the probe stands on all of them together");
}
