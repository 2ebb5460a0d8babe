using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Controller;

/// <summary>Runs: looked at, started, stopped.</summary>
internal static class RunRoutes
{
    private const int MostRuns = 100;

    public static void MapRuns(this IEndpointRouteBuilder app, Controller controller)
    {
        app.MapGet("/api/scenarios", () => controller.Scenarios.Select(s => new ScenarioLine(s.Name, s.Target.Name, s.Target.Class.Word()))).Needs(Scope.Read)
            .Says("The scenarios that may be started");
        app.MapGet("/api/runs", async (CancellationToken token) => Answers.Json(BoardJson.Runs(await controller.Store.RunsAsync(MostRuns, token).ConfigureAwait(false), controller.Live))).Needs(Scope.Read)
            .SaysJson($"The last {MostRuns} runs; one that is under way has no verdict");
        app.MapGet("/api/runs/{id}", async (string id, CancellationToken token) => Answers.Json(id == controller.Live.Id ? controller.Live.Json : await controller.Store.RunAsync(id, token).ConfigureAwait(false))).Needs(Scope.Read)
            .SaysJson("One run in full, also while it goes", StatusCodes.Status404NotFound);
        app.MapGet("/api/runs/{id}/curves", async (string id, long? after, CancellationToken token) => Answers.Json(id == controller.Live.Id ? controller.Live.Curves(after ?? 0) : await StoredAsync(controller.Store, id, token).ConfigureAwait(false))).Needs(Scope.Read)
            .SaysJson("What the page of a run draws; with after=N, what changed since revision N of it", StatusCodes.Status404NotFound);
        // A body of JSON is nothing that another site's page could send without asking.
        app.MapPost("/api/runs", async (RunRequest request, ClaimsPrincipal user, CancellationToken token) =>
        {
            await controller.Lever.LookAsync(token).ConfigureAwait(false);
            StartAnswer answer = await controller.StartAsync(request.Scenario, user.Caller(), token).ConfigureAwait(false);
            return answer.Refusal is { } refused ? Answers.Refused(refused) : Results.Accepted("/api/runs");
        }).Needs(Scope.Run).Says("Starts a scenario", StatusCodes.Status409Conflict).Produces(StatusCodes.Status202Accepted);
        app.MapPost("/api/runs/current/rate", async (RateRequest request, ClaimsPrincipal user) =>
        {
            if (!Rates.TryParse(request.Rate ?? "", out double rate) || rate < 0) return Answers.Refused($"\"{request.Rate}\" is not a rate: write for instance 300/s", StatusCodes.Status400BadRequest);
            if (await controller.ChangeRateAsync(rate, user.Who()).ConfigureAwait(false) is { } refused) return Answers.Refused(refused);
            controller.Audit.Say(new AuditEvent(user.Who(), "changed the rate", $"{controller.Live.Id}", request.Rate!));
            return Results.Accepted();
        }).Needs(Scope.Run).Says("Another rate for the rest of the run under way, up to what its scenario allows", StatusCodes.Status409Conflict, StatusCodes.Status400BadRequest).Produces(StatusCodes.Status202Accepted);
        // Anyone who may look may stop.
        app.MapPost("/api/runs/current/stop", (ClaimsPrincipal user) => Stop(controller, user) ? Results.Accepted() : Answers.Missing("no run is under way")).Needs(Scope.Read)
            .Says("Stops the load", StatusCodes.Status404NotFound).Produces(StatusCodes.Status202Accepted);
    }

    /// <summary>Ends the load because somebody says so; false when there is none.</summary>
    public static bool Stop(Controller controller, ClaimsPrincipal user, string? reason = null)
    {
        if (!controller.StopRun(reason is null ? $"stopped by {user.Who()}" : $"stopped by {user.Who()}: {reason}")) return false;
        controller.Audit.Say(new AuditEvent(user.Who(), "stopped", $"{controller.Live.Id}", reason ?? ""));
        return true;
    }

    private static async Task<string?> StoredAsync(IStore store, string id, CancellationToken token)
    {
        if (await store.RunAsync(id, token).ConfigureAwait(false) is not { } text) return null;
        using JsonDocument run = JsonDocument.Parse(text);
        return CurveJson.Text(run.RootElement);
    }

    private sealed record RateRequest(string? Rate);

    private sealed record ScenarioLine(string Name, string Target, string Class);
}
