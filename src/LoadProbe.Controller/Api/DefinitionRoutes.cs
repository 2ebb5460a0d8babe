using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Controller;

/// <summary>Probes and scenarios, applied as the files they are written in.</summary>
internal static class DefinitionRoutes
{
    private const int MostFiles = 2_000;
    private const long MostBytes = 16 << 20;

    public static void MapDefinitions(this IEndpointRouteBuilder app, AppliedDefinitions definitions, Controller controller)
    {
        app.MapGet("/api/definitions", async (CancellationToken token) =>
                await controller.Store.Definitions.ReadAsync(token).ConfigureAwait(false) is { } applied
                    ? Results.Ok(new AppliedAnswer(applied.At.Rfc3339(), applied.Who, [.. applied.Files]))
                    : Answers.Missing("nothing was applied: the controller uses the folders it was started with")).Needs(Scope.Read)
            .Says("The files that were applied last", StatusCodes.Status404NotFound).Produces<AppliedAnswer>();
        app.MapPost("/api/definitions", async (DefinitionsRequest request, ClaimsPrincipal user, CancellationToken token) =>
        {
            if (request.Files is not { Count: > 0 and <= MostFiles } files || files.Any(f => f?.Path is null || f.Content is null)) return Answers.Refused($"files are needed, 1 to {MostFiles} of them, each with its path and content", StatusCodes.Status400BadRequest);
            IReadOnlyList<Mistake> mistakes = await definitions.ApplyAsync(user.Who(), files, token).ConfigureAwait(false);
            if (mistakes.Count == 0) controller.Audit.Say(new AuditEvent(user.Who(), "applied", "definitions", $"{files.Count} files, scenarios: {string.Join(", ", controller.Scenarios.Select(s => s.Name))}"));
            return mistakes.Count == 0
                ? Results.Ok(new DefinitionsAnswer([.. controller.Probes.Select(p => p.Name)], [.. controller.Scenarios.Select(s => s.Name)]))
                : Results.Problem($"{(mistakes.Count == 1 ? "one mistake" : $"{mistakes.Count} mistakes")}, and nothing was changed", statusCode: StatusCodes.Status422UnprocessableEntity, extensions: new Dictionary<string, object?> { ["mistakes"] = mistakes.Select(m => m.ToString()) });
        }).Needs(Scope.Apply).WithMetadata(new Limit()).Says("Applies a folder of definitions: all of it, in the place of all that is there, or nothing", StatusCodes.Status400BadRequest, StatusCodes.Status422UnprocessableEntity).Produces<DefinitionsAnswer>();
    }

    private sealed record DefinitionsRequest(IReadOnlyList<SentFile>? Files);

    private sealed record DefinitionsAnswer(IReadOnlyList<string> Probes, IReadOnlyList<string> Scenarios);

    private sealed record AppliedAnswer(string At, string Who, IReadOnlyList<SentFile> Files);

    private sealed class Limit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => MostBytes;
    }
}
