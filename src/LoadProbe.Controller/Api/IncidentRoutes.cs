using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Controller;

/// <summary>Times in which targets were down.</summary>
internal static class IncidentRoutes
{
    private const int Most = 1_000, Usual = 100;

    public static void MapIncidents(this IEndpointRouteBuilder app, IncidentTable incidents)
    {
        app.MapGet("/api/incidents", async (string? probe, int? count, CancellationToken token) =>
                (await incidents.ListAsync(probe, Math.Clamp(count ?? Usual, 1, Most), token).ConfigureAwait(false)).Select(IncidentLine.Of)).Needs(Scope.Read)
            .Says($"Times in which targets were down, of all probes or one: open ones first, then the newest; {Usual}, or count of them, up to {Most}");
        app.MapGet("/api/incidents/{id}", async (string id, CancellationToken token) =>
                await incidents.FindAsync(id, token).ConfigureAwait(false) is { } incident ? Results.Ok(IncidentLine.Of(incident)) : Answers.Missing($"there is no incident {id}")).Needs(Scope.Read)
            .Says("One of them", StatusCodes.Status404NotFound).Produces<IncidentLine>();
    }

    /// <param name="Closed">Null = it is open.</param>
    /// <param name="Cause">What most agents saw when it opened, in the step.</param>
    /// <param name="First">The first failed run of it.</param>
    /// <param name="Last">The newest.</param>
    /// <param name="Agents">All that it was seen from.</param>
    /// <param name="Reopened">How often it came back after it had seemed over.</param>
    private sealed record IncidentLine(string Id, string Probe, string Target, string Opened, string? Closed, string Cause, string? Step, string? Detail, EvidenceLine First, EvidenceLine Last, IReadOnlyList<string> Agents, int Reopened)
    {
        public static IncidentLine Of(Incident incident) => new($"{incident.Id}", incident.Probe, incident.Target, incident.Opened.Rfc3339(), incident.Closed?.Rfc3339(), incident.Cause.Word(),
            incident.Step, incident.Detail, EvidenceLine.Of(incident.First), EvidenceLine.Of(incident.Last), incident.Agents, incident.Reopened);
    }

    /// <param name="Result">The id of the run's result.</param>
    /// <param name="At">When the run started.</param>
    private sealed record EvidenceLine(string Result, string Agent, string At, string Outcome, string? Step, string? Detail)
    {
        public static EvidenceLine Of(Evidence evidence) => new($"{evidence.Result}", evidence.Agent, evidence.At.Rfc3339(), evidence.Outcome.Word(), evidence.Step, evidence.Detail);
    }
}
