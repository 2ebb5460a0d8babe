using LoadProbe.Link;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Controller;

/// <summary>The agents that are there.</summary>
internal static class AgentRoutes
{
    public static void MapAgents(this IEndpointRouteBuilder app, Controller controller)
    {
        app.MapGet("/api/agents", () => controller.Agents.OrderBy(a => a.Name, StringComparer.Ordinal).Select(a => AgentLine.Of(a, controller.Sign(a.Name)))).Needs(Scope.Read)
            .Says("The agents that are there");
        app.MapGet("/api/agents/{name}", (string name) => controller.Agents.FirstOrDefault(a => a.Name == name) is { } agent ? Results.Ok(AgentLine.Of(agent, controller.Sign(name))) : Answers.Missing($"no agent {name} is there")).Needs(Scope.Read)
            .Says("One agent", StatusCodes.Status404NotFound).Produces<AgentLine>();
    }

    /// <param name="Version">Of its program.</param>
    /// <param name="Seen">Its last sign of life; null in one process, where there are none.</param>
    /// <param name="ClockOffsetSeconds">What its clock lacks to the controller's; null = not known.</param>
    private sealed record AgentLine(string Name, IReadOnlyDictionary<string, string> Labels, IReadOnlyCollection<string> Abilities, string? Version, string? Seen, double? ClockOffsetSeconds, double? ClockUncertaintySeconds)
    {
        public static AgentLine Of(AgentIdentity agent, AgentSign? sign) =>
            new(agent.Name, agent.Labels, agent.Abilities, agent.Version, sign?.Seen.Rfc3339(), sign?.ClockOffset?.TotalSeconds, sign?.ClockUncertainty?.TotalSeconds);
    }
}
