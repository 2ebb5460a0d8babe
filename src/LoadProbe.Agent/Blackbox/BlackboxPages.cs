using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Agent;

/// <summary>What the exporter serves beside its probes: its first page with the last runs, their logs, the configuration, and reloading it.</summary>
internal static class BlackboxPages
{
    private const string PlainText = "text/plain; charset=utf-8";

    public static void Map(IEndpointRouteBuilder app, BlackboxDesk desk)
    {
        app.MapGet("/", () => Results.Text(First(desk.History), "text/html; charset=utf-8"));
        app.MapGet("/config", () => Results.Text(BlackboxConfigText.Of(desk.Modules), PlainText));
        app.MapGet("/logs", context => LogAsync(context, desk.History));
        app.MapMethods("/-/reload", ["POST", "PUT"], context => ReloadAsync(context, desk));
        app.Map("/-/reload", context =>
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.ContentType = PlainText;
            return context.Response.WriteAsync("This endpoint requires a POST request.\n", context.RequestAborted);
        });
    }

    private static Task LogAsync(HttpContext context, BlackboxHistory history)
    {
        string said = context.Request.Query["id"] is [{ } first, ..] ? first : "";
        if (!long.TryParse(said, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long id)) return BlackboxEndpoint.RefuseAsync(context, StatusCodes.Status500InternalServerError, "Invalid probe id");
        if (history.Find(id) is not { } run) return BlackboxEndpoint.RefuseAsync(context, StatusCodes.Status404NotFound, "Probe id not found");
        context.Response.ContentType = PlainText;
        return context.Response.WriteAsync(run.Answer.Debug(), context.RequestAborted);
    }

    private static Task ReloadAsync(HttpContext context, BlackboxDesk desk)
    {
        IReadOnlyList<Mistake> mistakes = desk.Reload();
        return mistakes.Count == 0 ? Task.CompletedTask
            : BlackboxEndpoint.RefuseAsync(context, StatusCodes.Status500InternalServerError, $"failed to reload config: {string.Join('\n', mistakes)}");
    }

    private static string First(BlackboxHistory history)
    {
        var page = new StringBuilder("""
            <!DOCTYPE html>
            <html lang="en"><head><title>LoadProbe agent</title></head><body>
            <h1>LoadProbe agent</h1>
            <p>/probe?target=&amp;module=http_2xx as blackbox_exporter has it; with &amp;debug=true also its log.</p>
            <p><a href="metrics">Metrics</a> <a href="config">Configuration</a></p>
            <h2>Recent probes</h2>
            <table border="1"><tr><th>Module</th><th>Target</th><th>Result</th><th>Debug</th></tr>

            """);
        foreach (BlackboxRun run in history.All.Reverse())
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{WebUtility.HtmlEncode(run.Answer.Call.Module.Name)}</td><td>{WebUtility.HtmlEncode(run.Answer.Call.Target)}</td><td>{(run.Success ? "Success" : "<strong>Failure</strong>")}</td><td><a href=\"logs?id={run.Id}\">Logs</a></td></tr>\n");
        }

        return page.Append("</table></body></html>\n").ToString();
    }
}
