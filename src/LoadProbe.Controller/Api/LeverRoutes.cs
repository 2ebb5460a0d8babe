using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Controller;

/// <summary>The safety lever. Anyone who may look may pull it; who may start runs may release it.</summary>
internal static class LeverRoutes
{
    private const int MostOfReason = 500;

    public static void MapLever(this IEndpointRouteBuilder app, Lever lever, AuditLog audit)
    {
        app.MapGet("/api/lever", async (CancellationToken token) =>
        {
            await lever.LookAsync(token).ConfigureAwait(false);
            return LeverState.Of(lever.Pulled);
        }).Needs(Scope.Read).Says("Whether the safety lever is pulled");
        app.MapPut("/api/lever", async (LeverRequest request, ClaimsPrincipal user, CancellationToken token) =>
        {
            if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > MostOfReason || request.Reason.Any(char.IsControl)) return Answers.Refused($"a reason of one line is needed, of at most {MostOfReason} characters", StatusCodes.Status400BadRequest);
            audit.Say(new AuditEvent(user.Who(), "pulled the lever", "lever", request.Reason));
            await lever.PullAsync(user.Who(), request.Reason, token).ConfigureAwait(false);
            return Results.Ok(LeverState.Of(lever.Pulled));
        }).Needs(Scope.Read).Says("Pulls the safety lever: the run under way stops, and none starts until it is released", StatusCodes.Status400BadRequest).Produces<LeverState>();
        app.MapDelete("/api/lever", async (ClaimsPrincipal user, CancellationToken token) =>
        {
            await lever.ReleaseAsync(token).ConfigureAwait(false);
            audit.Say(new AuditEvent(user.Who(), "released the lever", "lever"));
            return LeverState.Of(lever.Pulled);
        }).Needs(Scope.Run).Says("Releases the safety lever; nothing starts again by itself");
    }

    private sealed record LeverRequest(string? Reason);

    private sealed record LeverState(bool Pulled, string? At, string? Who, string? Reason)
    {
        public static LeverState Of(LeverPull? pull) => new(pull is not null, pull?.At.Rfc3339(), pull?.Who, pull?.Reason);
    }
}
