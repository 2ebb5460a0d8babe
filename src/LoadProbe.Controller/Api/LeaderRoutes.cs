using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Controller;

/// <summary>Which of the controllers on the store leads.</summary>
internal static class LeaderRoutes
{
    public static void MapLeader(this IEndpointRouteBuilder app, Controller controller) =>
        app.MapGet("/api/leader", async (CancellationToken token) => Answers.Json(LeaderJson.Text(await controller.Store.Leadership.LeaderAsync(token).ConfigureAwait(false), controller.Epoch))).Needs(Scope.Read)
            .SaysJson("Which controller leads, and whether it is this one");
}
