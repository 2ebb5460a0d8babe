using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Controller;

/// <summary>The controller's pages, API and metrics.</summary>
public static class ControllerEndpoints
{
    private const int MostResults = 1000;

    private static readonly Dictionary<string, string> Types = new() { [".css"] = "text/css", [".js"] = "text/javascript", [".svg"] = "image/svg+xml" };

    /// <summary>Maps them all. Files kept by steps are served from <paramref name="artifacts"/>.</summary>
    public static void MapController(this IEndpointRouteBuilder app, Controller controller, string artifacts, Invitations? invitations = null)
    {
        app.MapGet("/", () => Html(PageText.Page("What works now", "<div id=\"live\"></div><div id=\"probes\" class=\"card\"></div>", "now.js")));
        app.MapGet("/probes/{name}", (string name) => Html(PageText.Page(name, "<div id=\"history\"></div><div id=\"detail\"></div><div id=\"runs\"></div>", [.. RunPage.Charts, "probe.js"])));
        app.MapGet("/runs", () => Html(PageText.Page("Runs", "<div id=\"runs\" class=\"card\"></div>", "runs.js")));
        app.MapGet("/runs/{id}", (string id) => Html(RunPage.Live()));
        app.MapGet("/assets/{name}", (string name) => PageText.Asset(name) is { } text && Types.TryGetValue(Path.GetExtension(name), out string? type) ? Results.Text(text, type) : Results.NotFound());
        app.MapGet("/artifacts/{name}", (string name) => Artifact(artifacts, name));
        app.MapGet("/metrics", async context =>
        {
            context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
            await controller.Metrics.WriteAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
        });

        app.MapGet("/api/leader", async (CancellationToken token) => Json(LeaderJson.Text(await controller.Store.Leadership.LeaderAsync(token).ConfigureAwait(false), controller.Epoch)));
        app.MapGet("/api/probes", () => Json(BoardJson.Text(controller.Board)));
        app.MapGet("/api/probes/{name}/results", async (string name, int? count, CancellationToken token) =>
            Json($"[{string.Join(",", await controller.Store.ResultsAsync(name, Math.Clamp(count ?? 100, 1, MostResults), token).ConfigureAwait(false))}]"));
        app.MapGet("/api/results/{id}", async (string id, CancellationToken token) => await controller.Store.ResultAsync(id, token).ConfigureAwait(false) is { } json ? Json(json) : Results.NotFound());
        app.MapGet("/api/runs", async (CancellationToken token) => Json(BoardJson.Runs(await controller.Store.RunsAsync(100, token).ConfigureAwait(false), controller.Live)));
        app.MapGet("/api/runs/{id}", async (string id, CancellationToken token) => (id == controller.Live.Id ? controller.Live.Json : await controller.Store.RunAsync(id, token).ConfigureAwait(false)) is { } json ? Json(json) : Results.NotFound());
        app.MapGet("/api/runs/{id}/curves", async (string id, long? after, CancellationToken token) => (id == controller.Live.Id ? controller.Live.Curves(after ?? 0) : await Stored(controller.Store, id, token).ConfigureAwait(false)) is { } json ? Json(json) : Results.NotFound());
        // A body of JSON is nothing that another site's page could send without asking.
        app.MapPost("/api/runs", (RunRequest request) => controller.Start(request.Scenario) is { } refused ? Results.Text(refused, statusCode: StatusCodes.Status409Conflict) : Results.Accepted("/api/runs"));
        app.MapPost("/api/runs/current/stop", () => controller.StopRun("stopped from the page") ? Results.Accepted() : Results.NotFound());
        app.MapInvitations(invitations);
    }

    private static async Task<string?> Stored(IStore store, string id, CancellationToken token)
    {
        if (await store.RunAsync(id, token).ConfigureAwait(false) is not { } text) return null;
        using JsonDocument run = JsonDocument.Parse(text);
        return CurveJson.Text(run.RootElement);
    }

    private static IResult Html(string page) => Results.Text(page, "text/html; charset=utf-8");

    private static IResult Json(string json) => Results.Text(json, "application/json; charset=utf-8");

    // Only plain names of pictures in the one folder.
    private static IResult Artifact(string folder, string name)
    {
        string path = Path.Combine(Path.GetFullPath(folder), name);
        return name == Path.GetFileName(name) && name.EndsWith(".png", StringComparison.Ordinal) && File.Exists(path) ? Results.File(path, "image/png") : Results.NotFound();
    }
}
