using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Controller;

/// <summary>Benchmark groups: one's own probes beside those of rivals.</summary>
internal static class BenchmarkRoutes
{
    public static void MapBenchmarks(this IEndpointRouteBuilder app, Controller controller, TimeProvider time)
    {
        app.MapGet("/api/benchmarks", () => controller.Probes.Where(p => p.Benchmark is not null).GroupBy(p => p.Benchmark!).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new GroupLine(g.Key, [.. g.Select(p => new MemberLine(p.Name, p.Journey.Target.Name))]))).Needs(Scope.Read)
            .Says("The groups of probes that are compared");
        app.MapGet("/api/benchmarks/{name}", async (string name, string? from, string? to, string? step, string? agent, CancellationToken token) =>
        {
            Probe[] probes = [.. controller.Probes.Where(p => p.Benchmark == name)];
            if (probes.Length == 0) return Answers.Missing($"no probe is in a benchmark group {name}");
            DateTimeOffset now = time.GetUtcNow();
            if (HistoryQuestion.Read(probes[0].Name, from, to, step, agent, now, out string? mistake) is not { } question) return Answers.Refused(mistake!, StatusCodes.Status400BadRequest);
            return Answers.Json(BenchmarkJson.Text(await BenchmarkComparison.ReadAsync(controller.Store, name, probes, question, now, token).ConfigureAwait(false)));
        }).Needs(Scope.Read).SaysJson("The probes of a benchmark group side by side in equal steps, of all agents or one", StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound);
    }

    private sealed record GroupLine(string Name, IReadOnlyList<MemberLine> Probes);

    private sealed record MemberLine(string Probe, string Target);
}
