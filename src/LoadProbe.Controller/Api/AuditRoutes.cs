using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Controller;

/// <summary>Who did what.</summary>
internal static class AuditRoutes
{
    private const int Most = 1_000, Usual = 100;

    public static void MapAudit(this IEndpointRouteBuilder app, AuditTable audit) =>
        app.MapGet("/api/audit", async (int? count, CancellationToken token) => (await audit.NewestAsync(Math.Clamp(count ?? Usual, 1, Most), token).ConfigureAwait(false)).Select(AuditLine.Of)).Needs(Scope.Read)
            .Says($"Who did what, newest first; the newest {Usual}, or count of them, up to {Most}");

    private sealed record AuditLine(long Number, string At, string Who, string Action, string About, string Detail, string Hash)
    {
        public static AuditLine Of(AuditEntry entry) => new(entry.Number, entry.At.Rfc3339(), entry.Event.Who, entry.Event.Action, entry.Event.About, entry.Event.Detail, entry.Hash);
    }
}
