using System.Security.Claims;
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
    public static void MapInvitations(this IEndpointRouteBuilder app, Invitations? invitations, AuditLog audit)
    {
        app.MapPost("/api/invitations", async (InvitationRequest request, ClaimsPrincipal user, CancellationToken token) =>
        {
            if (invitations is null) return Answers.Refused(Plain);
            if (request.Fault() is { } fault) return Answers.Refused(fault, StatusCodes.Status400BadRequest);
            (string text, DateTimeOffset expires) = await invitations.InviteAsync(request.Agent!, request.Life, token).ConfigureAwait(false);
            audit.Say(new AuditEvent(user.Who(), "invited an agent", request.Agent!, $"until {expires.Rfc3339()}"));
            return Results.Json(new { token = text, expires = expires.UtcDateTime });
        }).Needs(Scope.Admin).SaysJson("Lets an agent join, once", StatusCodes.Status409Conflict, StatusCodes.Status400BadRequest);
        app.MapDelete("/api/agents/{name}", async (string name, ClaimsPrincipal user, CancellationToken token) =>
        {
            if (invitations is null) return Answers.Refused(Plain);
            if (!await invitations.RemoveAsync(name, token).ConfigureAwait(false)) return Results.NotFound();
            audit.Say(new AuditEvent(user.Who(), "removed an agent", name));
            return Results.NoContent();
        }).Needs(Scope.Admin).Says("Removes an agent: its credentials are renewed no more", StatusCodes.Status404NotFound).Produces(StatusCodes.Status204NoContent);
    }
}
