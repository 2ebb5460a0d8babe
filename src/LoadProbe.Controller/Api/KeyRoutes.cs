using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Controller;

/// <summary>Keys to the API: made, listed, revoked.</summary>
internal static class KeyRoutes
{
    public static void MapKeys(this IEndpointRouteBuilder app, KeyRing keys, TimeProvider time)
    {
        app.MapGet("/api/keys", async (CancellationToken token) => (await keys.AllAsync(token).ConfigureAwait(false)).Select(KeyLine.Of)).Needs(Scope.Admin)
            .Says("All keys, newest first; what they hash to is told to nobody");
        app.MapPost("/api/keys", async (KeyRequest request, CancellationToken token) =>
        {
            TimeSpan life = request.ExpiresInSeconds is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, TimeSpan.MaxValue.TotalSeconds / 2)) : ApiKey.UsualLife;
            if (ApiKey.Fault(request.Name, life) is { } fault || ScopeWords.Parse(request.Scope ?? "", out fault) is not { } scope) return Answers.Refused(fault!, StatusCodes.Status400BadRequest);
            (ApiKey key, string text) = ApiKey.Make(request.Name!, scope, life, time.GetUtcNow());
            await keys.AddAsync(key, token).ConfigureAwait(false);
            return Results.Created($"/api/keys/{key.Id}", KeyLine.Of(key) with { Key = text });
        }).Needs(Scope.Admin).Says("Makes a key, which is told this once", StatusCodes.Status400BadRequest).Produces<KeyLine>(StatusCodes.Status201Created);
        app.MapDelete("/api/keys/{id}", async (string id, CancellationToken token) => await keys.RevokeAsync(id, token).ConfigureAwait(false) ? Results.NoContent() : Answers.Missing($"there is no key {id}, or it was revoked before")).Needs(Scope.Admin)
            .Says("Revokes a key, at once", StatusCodes.Status404NotFound).Produces(StatusCodes.Status204NoContent);
    }

    private sealed record KeyRequest(string? Name, string? Scope, double? ExpiresInSeconds);
}
