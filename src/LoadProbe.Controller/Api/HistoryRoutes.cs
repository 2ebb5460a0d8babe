using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Controller;

/// <summary>What came of a probe's runs: looked at, and taken away.</summary>
internal static class HistoryRoutes
{
    private const int MostResults = 1000, UsualResults = 100;

    public static void MapHistory(this IEndpointRouteBuilder app, IStore store, TimeProvider time)
    {
        app.MapGet("/api/probes/{name}/history", async (string name, string? from, string? to, string? step, string? agent, CancellationToken token) =>
        {
            DateTimeOffset now = time.GetUtcNow();
            if (HistoryQuestion.Read(name, from, to, step, agent, now, out string? mistake) is not { } question) return Wrong(mistake!);
            return Answers.Json(HistoryJson.Text(await ProbeHistory.ReadAsync(store, question, now, token).ConfigureAwait(false)));
        }).Needs(Scope.Read).SaysJson("A probe's past in equal steps, of all agents or one: runs by outcome, availability, latency", StatusCodes.Status400BadRequest);
        app.MapGet("/api/probes/{name}/results", async (string name, int? count, string? from, string? to, string? agent, string? verdict, string? outcome, string? before, HttpContext context, CancellationToken token) =>
        {
            if (Within(name, from, to, agent, time.GetUtcNow(), out string? mistake) is not { } within) return Wrong(mistake!);
            ResultPlace? place = null;
            if (before is not null && (!Guid.TryParse(before, out Guid id) || (place = await store.PlaceAsync(name, id, token).ConfigureAwait(false)) is null)) return Wrong($"before={before} is no result of {name}");
            ResultQuery query = within with { Count = Math.Clamp(count ?? UsualResults, 1, MostResults), Verdict = verdict, Outcome = outcome, After = place };
            IReadOnlyList<StoredResult> page = await store.PageAsync(query, token).ConfigureAwait(false);
            if (page.Count == query.Count) context.Response.Headers.Link = $"<{Next(context.Request, page[^1].Place.Id)}>; rel=\"next\"";
            return Answers.Json($"[{string.Join(",", page.Select(r => r.Json))}]");
        }).Needs(Scope.Read).SaysJson($"A probe's results in full, newest first; 1 to {MostResults} of them, and where there are more the header Link says where", StatusCodes.Status400BadRequest);
        app.MapGet("/api/results/{id}", async (string id, CancellationToken token) => Answers.Json(await store.ResultAsync(id, token).ConfigureAwait(false))).Needs(Scope.Read)
            .SaysJson("One result", StatusCodes.Status404NotFound);
        app.MapGet("/api/probes/{name}/export", (string name, string? format, string? from, string? to, string? agent, CancellationToken token) =>
        {
            if (Within(name, from, to, agent, time.GetUtcNow(), out string? mistake) is not { } within) return Wrong(mistake!);
            if (!Enum.TryParse(format ?? "csv", ignoreCase: true, out ExportFormat known) || !Enum.IsDefined(known)) return Wrong($"format={format} is none of csv, json and jsonl");
            return Results.Stream(body => ResultExport.WriteAsync(store, within, known, body, token), ResultExport.ContentType(known), $"{name}.{known.ToString().ToLowerInvariant()}");
        }).Needs(Scope.Read).Says("All of a probe's results, oldest first, as CSV, JSON or lines of JSON", StatusCodes.Status400BadRequest)
            .Produces(StatusCodes.Status200OK, contentType: "text/csv", additionalContentTypes: ["application/json", "application/jsonl"]);
    }

    private static IResult Wrong(string why) => Answers.Refused(why, StatusCodes.Status400BadRequest);

    private static ResultQuery? Within(string probe, string? from, string? to, string? agent, DateTimeOffset now, out string? mistake)
    {
        DateTimeOffset? begin = Instants.Read("from", from, now, out mistake);
        if (mistake is not null) return null;
        DateTimeOffset? end = Instants.Read("to", to, now, out mistake);
        return mistake is null ? new ResultQuery(probe, UsualResults, begin, end, agent) : null;
    }

    private static string Next(HttpRequest request, Guid last)
    {
        var query = new QueryBuilder(request.Query.Where(q => q.Key != "before").SelectMany(q => q.Value, (q, value) => KeyValuePair.Create(q.Key, value ?? ""))) { { "before", $"{last}" } };
        return $"{request.PathBase}{request.Path}{query}";
    }
}
