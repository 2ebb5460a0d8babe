using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LoadProbe.Controller;

/// <summary>The controller's pages, API and metrics.</summary>
public static class ControllerEndpoints
{
    private static readonly Dictionary<string, string> Types = new() { [".css"] = "text/css", [".js"] = "text/javascript", [".svg"] = "image/svg+xml" };

    /// <summary>Maps them all, on a server that has what <see cref="ControllerServices"/> adds.</summary>
    /// <param name="app">The web server.</param>
    /// <param name="controller">What is shown, and told.</param>
    /// <param name="definitions">Takes those that are applied.</param>
    /// <param name="artifacts">The folder from which files kept by steps are served.</param>
    /// <param name="invitations">Null when agents need none, over a plain link.</param>
    /// <param name="tell">Told of each write: who, what, and what came of it.</param>
    public static void MapController(this WebApplication app, Controller controller, AppliedDefinitions definitions, string artifacts, Invitations? invitations, Action<string> tell)
    {
        app.UseAccess(tell);
        KeyRing keys = app.Services.GetRequiredService<KeyRing>();
        app.MapPages(artifacts);
        app.MapLogin(keys, app.Services.GetRequiredService<Sessions>());
        app.MapGet("/metrics", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
            await controller.Metrics.WriteAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
        }).Needs(Scope.Read);
        app.MapHealth(app.Services.GetRequiredService<Readiness>());
        app.MapOpenApi("/api/openapi.json").Needs(Scope.Read);
        app.MapLeader(controller);
        app.MapProbes(controller);
        app.MapHistory(controller.Store, app.Services.GetRequiredService<TimeProvider>());
        app.MapBenchmarks(controller, app.Services.GetRequiredService<TimeProvider>());
        app.MapIncidents(controller.Store.Incidents, controller.Store.Attachments);
        app.MapRuns(controller);
        app.MapHooks(controller);
        app.MapSchedules(controller, app.Services.GetRequiredService<TimeProvider>());
        app.MapAgents(controller);
        app.MapLever(controller.Lever, controller.Audit);
        app.MapProposals(controller);
        app.MapAudit(controller.Store.Audit);
        app.MapDefinitions(definitions, controller);
        app.MapKeys(keys, controller.Audit, app.Services.GetRequiredService<TimeProvider>());
        app.MapInvitations(invitations, controller.Audit);
    }

    private static void MapPages(this IEndpointRouteBuilder app, string artifacts)
    {
        app.MapGet("/", () => Html(PageText.Page("What works now", "<div id=\"live\"></div><div id=\"incidents\"></div><div id=\"probes\" class=\"card\"></div><div id=\"benchmarks\"></div>", "now.js"))).Needs(Scope.Read);
        app.MapGet("/probes/{name}", (string name) => Html(PageText.Page(name, "<div id=\"span\"></div><div id=\"past\"></div><div id=\"history\"></div><div id=\"agents\"></div><div id=\"incidents\"></div><div id=\"detail\"></div><div id=\"runs\"></div><div id=\"failures\"></div>", [.. RunPage.Charts, "past.js", "probe.js"]))).Needs(Scope.Read);
        app.MapGet("/incidents/{id}", (string id) => Html(PageText.Page("Incident", "<div id=\"what\"></div><div id=\"evidence\"></div><div id=\"runs\"></div>", "incident.js"))).Needs(Scope.Read);
        app.MapGet("/benchmarks/{name}", (string name) => Html(PageText.Page(name, "<div id=\"span\"></div><div id=\"members\"></div><div id=\"history\"></div><div id=\"agents\"></div>", [.. RunPage.Charts, "past.js", "benchmark.js"]))).Needs(Scope.Read);
        app.MapGet("/runs", () => Html(PageText.Page("Runs", "<div id=\"schedules\"></div><div id=\"runs\" class=\"card\"></div>", "runs.js"))).Needs(Scope.Read);
        app.MapGet("/approvals", () => Html(PageText.Page("Approvals", "<p id=\"answer\" role=\"status\"></p><div id=\"proposals\"></div>", "approvals.js"))).Needs(Scope.Read);
        app.MapGet("/audit", () => Html(PageText.Page("Audit", "<div id=\"audit\" class=\"card\"></div>", "audit.js"))).Needs(Scope.Read);
        app.MapGet("/runs/{id}", (string id) => Html(RunPage.Live())).Needs(Scope.Read);
        app.MapGet("/assets/{name}", (string name) => PageText.Asset(name) is { } text && Types.TryGetValue(Path.GetExtension(name), out string? type) ? Results.Text(text, type) : Results.NotFound()).AllowAnonymous();
        app.MapGet("/artifacts/{name}", (string name) => Artifact(artifacts, name)).Needs(Scope.Read);
    }

    private static IResult Html(string page) => Results.Text(page, "text/html; charset=utf-8");

    // Only plain names of pictures in the one folder.
    private static IResult Artifact(string folder, string name)
    {
        string path = Path.Combine(Path.GetFullPath(folder), name);
        return name == Path.GetFileName(name) && name.EndsWith(".png", StringComparison.Ordinal) && File.Exists(path) ? Results.File(path, "image/png") : Results.NotFound();
    }
}
