using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Controller;

/// <summary>Who may be an agent here.</summary>
internal static class InvitationEndpoints
{
    private const string Plain = "there are no keys to invite anybody with: set the link up with loadprobe link init, and start the controller with --link-keys";

    /// <param name="app">The web server.</param>
    /// <param name="invitations">Null when agents need none, over a plain link.</param>
    public static void MapInvitations(this IEndpointRouteBuilder app, Invitations? invitations)
    {
        app.MapPost("/api/invitations", async (InvitationRequest request, CancellationToken token) =>
        {
            if (invitations is null) return Results.Text(Plain, statusCode: StatusCodes.Status409Conflict);
            if (request.Fault() is { } fault) return Results.Text(fault, statusCode: StatusCodes.Status400BadRequest);
            (string text, DateTimeOffset expires) = await invitations.InviteAsync(request.Agent, request.Life, token).ConfigureAwait(false);
            return Results.Json(new { token = text, expires = expires.UtcDateTime });
        });
        app.MapDelete("/api/agents/{name}", async (string name, CancellationToken token) =>
            invitations is null ? Results.Text(Plain, statusCode: StatusCodes.Status409Conflict)
            : await invitations.RemoveAsync(name, token).ConfigureAwait(false) ? Results.NoContent() : Results.NotFound());
    }
}
