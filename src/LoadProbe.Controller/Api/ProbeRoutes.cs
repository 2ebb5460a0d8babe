using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Controller;

/// <summary>Probes, and what came of them.</summary>
internal static class ProbeRoutes
{
    private const int MostResults = 1000;

    public static void MapProbes(this IEndpointRouteBuilder app, Controller controller)
    {
        app.MapGet("/api/probes", () => Answers.Json(BoardJson.Text(controller.Board, controller.Standing))).Needs(Scope.Read)
            .SaysJson("The newest result of each probe on each agent, with the last runs, and how the probe stands on all of them together");
        app.MapGet("/api/probes/{name}/results", async (string name, int? count, CancellationToken token) =>
                Answers.Json($"[{string.Join(",", await controller.Store.ResultsAsync(name, Math.Clamp(count ?? 100, 1, MostResults), token).ConfigureAwait(false))}]")).Needs(Scope.Read)
            .SaysJson($"A probe's results in full, newest first; 1 to {MostResults} of them");
        app.MapGet("/api/results/{id}", async (string id, CancellationToken token) => Answers.Json(await controller.Store.ResultAsync(id, token).ConfigureAwait(false))).Needs(Scope.Read)
            .SaysJson("One result", StatusCodes.Status404NotFound);
    }
}
