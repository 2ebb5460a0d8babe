using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Controller;

/// <summary>Scenarios that are started by a schedule.</summary>
internal static class ScheduleRoutes
{
    public static void MapSchedules(this IEndpointRouteBuilder app, Controller controller, TimeProvider time) =>
        app.MapGet("/api/schedules", async (CancellationToken token) =>
        {
            IReadOnlyList<ScheduleRow> rows = await controller.Store.Schedules.ReadAsync(token).ConfigureAwait(false);
            return controller.Scenarios.Where(s => s.Schedule is not null).Select(s => ScheduleLine.Of(s, rows.FirstOrDefault(r => r.Scenario == s.Name)?.Last, time.GetUtcNow()));
        }).Needs(Scope.Read).Says("The scenarios that are started by a schedule: when next, and what became of the last time");

    private sealed record ScheduleLine(string Scenario, string Schedule, string? NextDue, string? LastDue, string? Outcome, string? Run, string? Why)
    {
        public static ScheduleLine Of(Scenario scenario, LastDue? last, DateTimeOffset now)
        {
            DateTimeOffset[] next = [.. scenario.Schedule!.After(now).Where(d => d.Exists).Take(1).Select(d => d.At)];
            bool started = last is { Outcome: DueOutcome.Started };
            return new(scenario.Name, scenario.Schedule.Text, next.Length == 0 ? null : next[0].Rfc3339(), last?.At.Rfc3339(), last?.Outcome.ToString().ToLowerInvariant(), started ? last!.Detail : null, started ? null : last?.Detail);
        }
    }
}
