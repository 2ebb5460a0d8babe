using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Controller;

/// <summary>Keys to the API: made, listed, revoked.</summary>
internal static class KeyRoutes
{
    public static void MapKeys(this IEndpointRouteBuilder app, KeyRing keys, AuditLog audit, TimeProvider time)
    {
        app.MapGet("/api/keys", async (CancellationToken token) => (await keys.AllAsync(token).ConfigureAwait(false)).Select(KeyLine.Of)).Needs(Scope.Admin)
            .Says("All keys, newest first; what they hash to is told to nobody");
        app.MapPost("/api/keys", async (KeyRequest request, ClaimsPrincipal user, CancellationToken token) =>
        {
            TimeSpan life = request.ExpiresInSeconds is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, TimeSpan.MaxValue.TotalSeconds / 2)) : ApiKey.UsualLife;
            if (ApiKey.Fault(request.Name, life, request.Team) is { } fault || ScopeWords.Parse(request.Scope ?? "", out fault) is not { } scope) return Answers.Refused(fault!, StatusCodes.Status400BadRequest);
            (ApiKey key, string text) = ApiKey.Make(request.Name!, scope, life, time.GetUtcNow(), request.Team ?? "");
            await keys.AddAsync(key, token).ConfigureAwait(false);
            audit.Say(new AuditEvent(user.Who(), "made a key", key.Id, key.Text));
            return Results.Created($"/api/keys/{key.Id}", KeyLine.Of(key) with { Key = text });
        }).Needs(Scope.Admin).Says("Makes a key, which is told this once", StatusCodes.Status400BadRequest).Produces<KeyLine>(StatusCodes.Status201Created);
        app.MapDelete("/api/keys/{id}", async (string id, ClaimsPrincipal user, CancellationToken token) =>
        {
            if (!await keys.RevokeAsync(id, token).ConfigureAwait(false)) return Answers.Missing($"there is no key {id}, or it was revoked before");
            audit.Say(new AuditEvent(user.Who(), "revoked a key", id));
            return Results.NoContent();
        }).Needs(Scope.Admin)
            .Says("Revokes a key, at once", StatusCodes.Status404NotFound).Produces(StatusCodes.Status204NoContent);
    }

    private sealed record KeyRequest(string? Name, string? Scope, double? ExpiresInSeconds, string? Team);
}
