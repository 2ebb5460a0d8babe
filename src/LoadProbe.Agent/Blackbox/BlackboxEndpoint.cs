using System.Text;
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
        string figures = BlackboxExposition.Of(call.Figures);
        string debug = Debug(call, figures);
        desk.History.Add(name, target, success, debug);
        bool shows = Said("debug") == "true";
        context.Response.ContentType = shows ? "text/plain; charset=utf-8" : BlackboxExposition.ContentType;
        await context.Response.WriteAsync(shows ? debug : figures, context.RequestAborted).ConfigureAwait(false);
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

    private static string Debug(BlackboxCall call, string figures)
    {
        var text = new StringBuilder("Logs for the probe:\n");
        foreach (string line in call.Log.Lines) text.Append(line.ReplaceLineEndings(" ")).Append('\n');
        if (call.Log.Dropped > 0) text.Append("and ").Append(call.Log.Dropped).Append(" more lines\n");
        text.Append("\n\n\nMetrics that would have been returned:\n").Append(figures);
        return text.Append("\n\n\nModule configuration:\n").Append(BlackboxConfigText.OfModule(call.Module)).ToString();
    }
}
