using LoadProbe.Capture;
using LoadProbe.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Agent;

/// <summary>What an agent serves: its health, /metrics, and by itself all that blackbox_exporter serves.</summary>
public static class AgentEndpoints
{
    private const string TextFormat = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Of an agent by itself.</summary>
    /// <param name="app">The web server.</param>
    /// <param name="metrics">Its own.</param>
    /// <param name="desk">Answers /probe.</param>
    /// <param name="secrets">Of this machine.</param>
    /// <param name="packets">That it keeps; null = none.</param>
    /// <param name="isOpen">Whether everybody may ask.</param>
    /// <param name="egress">Where it may dial; null = anywhere.</param>
    /// <param name="time">Its clock.</param>
    public static void MapAgent(this IEndpointRouteBuilder app, MetricsBook metrics, BlackboxDesk desk, ISecretStore secrets, PacketRing? packets, bool isOpen, Egress? egress, TimeProvider time)
    {
        app.MapGet("/-/healthy", () => Results.Text("Healthy"));
        BlackboxPages.Map(app, desk);
        app.MapHealth(() => null);
        app.MapMetrics(metrics);
        PacketsEndpoint.Map(app, packets, isOpen, time);
        app.MapGet("/probe", new BlackboxEndpoint(desk, secrets, egress, time).AnswerAsync);
    }

    /// <summary>Of one that does what a controller says: nobody else can have it dial anything.</summary>
    /// <param name="app">The web server.</param>
    /// <param name="metrics">Its own.</param>
    /// <param name="packets">That it keeps; null = none.</param>
    /// <param name="isOpen">Whether it has a server.</param>
    /// <param name="time">Its clock.</param>
    public static void MapJoinedAgent(this IEndpointRouteBuilder app, MetricsBook metrics, PacketRing? packets, Func<bool> isOpen, TimeProvider time)
    {
        // Beyond this machine it serves nobody without the token.
        PacketsEndpoint.Map(app, packets, isOpen: false, time);
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
}
