using System.Globalization;
using LoadProbe.Metrics;
using LoadProbe.Probing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Agent;

/// <summary>What an agent serves: its health, /metrics, and by itself blackbox_exporter's /probe with its module http_2xx.</summary>
public static class AgentEndpoints
{
    private const string TextFormat = "text/plain; version=0.0.4; charset=utf-8";
    private static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan TimeoutOffset = TimeSpan.FromSeconds(0.5);

    /// <summary>Of an agent by itself.</summary>
    public static void MapAgent(this IEndpointRouteBuilder app, MetricsBook metrics, Egress? egress, TimeProvider time)
    {
        app.MapGet("/", () => Results.Text("LoadProbe agent: /metrics, /probe?target=&module=http_2xx\n"));
        app.MapGet("/-/healthy", () => Results.Text("Healthy\n"));
        app.MapHealth(() => null);
        app.MapMetrics(metrics);
        app.MapGet("/probe", context => ProbeAsync(context, egress, time));
    }

    /// <summary>Of one that does what a controller says: nobody else can have it dial anything.</summary>
    /// <param name="app">The web server.</param>
    /// <param name="metrics">Its own.</param>
    /// <param name="isOpen">Whether it has a server.</param>
    public static void MapJoinedAgent(this IEndpointRouteBuilder app, MetricsBook metrics, Func<bool> isOpen)
    {
        app.MapGet("/", () => Results.Text("LoadProbe agent: /metrics\n"));
        app.MapHealth(() => isOpen() ? null : "no NATS server");
        app.MapMetrics(metrics);
    }

    private static void MapHealth(this IEndpointRouteBuilder app, Func<string?> fault)
    {
        app.MapGet(TokenDoor.Alive, () => Results.Text("ok\n"));
        app.MapGet(TokenDoor.Ready, () => fault() is { } why ? Results.Text($"{why}\n", statusCode: StatusCodes.Status503ServiceUnavailable) : Results.Text("ok\n"));
    }

    private static void MapMetrics(this IEndpointRouteBuilder app, MetricsBook metrics) => app.MapGet("/metrics", async context =>
    {
        context.Response.ContentType = TextFormat;
        await metrics.WriteAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
    });

    private static async Task ProbeAsync(HttpContext context, Egress? egress, TimeProvider time)
    {
        string target = context.Request.Query["target"].ToString();
        string module = context.Request.Query["module"] is [{ Length: > 0 } said] ? said : "http_2xx";
        if (module != "http_2xx")
        {
            await RefuseAsync(context, $"Unknown module \"{module}\"").ConfigureAwait(false);
            return;
        }

        if (target.Length == 0)
        {
            await RefuseAsync(context, "Target parameter is missing").ConfigureAwait(false);
            return;
        }

        TimeSpan timeout = LongestProbe;
        if (context.Request.Headers["X-Prometheus-Scrape-Timeout-Seconds"] is [{ Length: > 0 } header])
        {
            if (!double.TryParse(header, CultureInfo.InvariantCulture, out double seconds) || seconds <= 0)
            {
                await RefuseAsync(context, $"Failed to parse timeout from Prometheus header: {header}").ConfigureAwait(false);
                return;
            }

            // A timeout that the offset would use up is kept as it is, as the exporter does.
            timeout = TimeSpan.FromSeconds(seconds) is var whole && whole > TimeoutOffset ? whole - TimeoutOffset : whole;
        }

        HttpProbeFigures figures = await BlackboxHttp.RunAsync(target, context.Request.Query["hostname"].ToString(), timeout, egress, time, context.RequestAborted).ConfigureAwait(false);
        context.Response.ContentType = TextFormat;
        if (context.Request.Query["debug"] == "true")
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync($"Probe of {target} by module {module}\n\n{figures.Log}\n\nMetrics that would have been returned:\n", context.RequestAborted).ConfigureAwait(false);
        }

        await BlackboxExposition.WriteAsync(figures, context.Response.Body, context.RequestAborted).ConfigureAwait(false);
    }

    private static Task RefuseAsync(HttpContext context, string message)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsync(message + "\n", context.RequestAborted);
    }
}
