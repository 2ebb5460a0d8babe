using LoadProbe.Metrics;
using LoadProbe.Probing;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.Agent;

/// <summary>GET /probe: what the exporter refuses is refused in its order and by its words, and a probe that failed is an answer like any other.</summary>
internal sealed class BlackboxEndpoint(BlackboxDesk desk, ISecretStore secrets, Egress? egress, TimeProvider time)
{
    public async Task AnswerAsync(HttpContext context)
    {
        string Said(string name) => context.Request.Query[name] is [{ } first, ..] ? first : "";
        string name = Said("module") is { Length: > 0 } named ? named : "http_2xx";
        if (desk.Modules.Find(name) is not { } module)
        {
            desk.Metrics.Unknown();
            await RefuseAsync(context, StatusCodes.Status400BadRequest, $"Unknown module {GoText.Quoted(name)}").ConfigureAwait(false);
            return;
        }

        if (!BlackboxTimeout.TryRead(context.Request.Headers[BlackboxTimeout.Header], module, out TimeSpan allowed, out string? fault))
        {
            await RefuseAsync(context, StatusCodes.Status500InternalServerError, $"Failed to parse timeout from Prometheus header: {fault}").ConfigureAwait(false);
            return;
        }

        (string target, string hostName) = (Said("target"), Said("hostname"));
        if ((target.Length == 0 ? "Target parameter is missing" : Conflict(module, hostName)) is { } refusal)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, refusal).ConfigureAwait(false);
            return;
        }

        var call = new BlackboxCall(target, module, hostName, allowed, secrets, egress, time);
        bool success = await BlackboxDial.RunAsync(call, context.RequestAborted).ConfigureAwait(false);
        var answer = new BlackboxAnswer(call, BlackboxExposition.Of(call.Figures));
        desk.History.Add(success, answer);
        bool shows = Said("debug") == "true";
        context.Response.ContentType = shows ? "text/plain; charset=utf-8" : BlackboxExposition.ContentType;
        await context.Response.WriteAsync(shows ? answer.Debug() : answer.Figures, context.RequestAborted).ConfigureAwait(false);
    }

    public static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.WriteAsync(message + "\n", context.RequestAborted);
    }

    // The module's own Host may be a secret, and is not repeated.
    private string? Conflict(BlackboxModule module, string hostName)
    {
        if (module.Prober != BlackboxProber.Http || hostName.Length == 0) return null;
        BlackboxHeader? host = module.Http.Headers.FirstOrDefault(h => h.Name.Equals("Host", StringComparison.OrdinalIgnoreCase));
        return host is null || host.Value.Read(secrets) == hostName ? null : $"host header defined both in module configuration ({host.Value}) and with URL-parameter 'hostname' ({hostName})";
    }
}
