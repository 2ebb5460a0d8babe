using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Controller;

/// <summary>Runs that need an approval: proposed, approved of, rejected.</summary>
internal static class ProposalRoutes
{
    private const int MostOfReason = 500;

    public static void MapProposals(this IEndpointRouteBuilder app, Controller controller)
    {
        Proposals proposals = controller.Proposals;
        app.MapGet("/api/proposals", async (CancellationToken token) => (await proposals.ListAsync(token).ConfigureAwait(false)).Select(ProposalLine.Of)).Needs(Scope.Read)
            .Says("Runs that somebody wants or wanted, newest first");
        app.MapGet("/api/proposals/{id}", async (string id, CancellationToken token) => await proposals.LookAsync(id, token).ConfigureAwait(false) is { } proposal ? Results.Ok(ProposalLine.Of(proposal)) : Answers.Missing($"there is no proposal {id}")).Needs(Scope.Read)
            .Says("One of them", StatusCodes.Status404NotFound).Produces<ProposalLine>();
        app.MapPost("/api/proposals", async (ProposalRequest request, ClaimsPrincipal user, CancellationToken token) =>
        {
            TimeSpan life = request.ExpiresInSeconds is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, TimeSpan.MaxValue.TotalSeconds / 2)) : Proposals.UsualLife;
            (Proposal? proposal, string? refusal) = await proposals.ProposeAsync(request.Scenario ?? "", user.Caller(), life, token).ConfigureAwait(false);
            return proposal is null ? Answers.Refused(refusal!) : Results.Created($"/api/proposals/{proposal.Id}", ProposalLine.Of(proposal));
        }).Needs(Scope.Run).Says("Wants a run of a scenario that needs an approval", StatusCodes.Status409Conflict).Produces<ProposalLine>(StatusCodes.Status201Created);
        app.MapPost("/api/proposals/{id}/approve", async (string id, ClaimsPrincipal user, CancellationToken token) =>
            await proposals.ApproveAsync(id, user.Caller(), token).ConfigureAwait(false) is { } refusal ? Answers.Refused(refusal) : Results.Ok(ProposalLine.Of((await proposals.LookAsync(id, token).ConfigureAwait(false))!))).Needs(Scope.Approve)
            .Says("Approves of a run that somebody else wants", StatusCodes.Status409Conflict).Produces<ProposalLine>();
        // Whoever may look may call a run off, as he may stop one.
        app.MapPost("/api/proposals/{id}/reject", async (string id, RejectRequest request, ClaimsPrincipal user, CancellationToken token) =>
        {
            if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > MostOfReason || request.Reason.Any(char.IsControl)) return Answers.Refused($"a reason of one line is needed, of at most {MostOfReason} characters", StatusCodes.Status400BadRequest);
            return await proposals.EndAsync(id, user.Caller(), request.Reason, token).ConfigureAwait(false) is { } refusal ? Answers.Refused(refusal) : Results.NoContent();
        }).Needs(Scope.Read).Says("Rejects a run that somebody else wants, or calls off one's own", StatusCodes.Status409Conflict, StatusCodes.Status400BadRequest).Produces(StatusCodes.Status204NoContent);
    }

    private sealed record ProposalRequest(string? Scenario, double? ExpiresInSeconds);

    private sealed record RejectRequest(string? Reason);
}
