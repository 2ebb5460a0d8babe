using System.CommandLine;
using System.Text.Json;

namespace LoadProbe.Cli;

/// <summary>What a controller has: agents, probes, scenarios, runs, schedules.</summary>
internal static class CtlLists
{
    public static Command Agents(CtlOptions options) => options.Get("agents", "The agents that are there", "/api/agents", answer => ListTable.Print(
        ["agent", "labels", "can", "version", "last sign", "clock off by"],
        Rows(answer, a => [Text(a, "name"), Pairs(a.GetProperty("labels")), string.Join(' ', a.GetProperty("abilities").EnumerateArray().Select(b => b.GetString())), Text(a, "version"), Text(a, "seen"), Seconds(a, "clock_offset_seconds")]),
        "no agent is there"));

    public static Command Probes(CtlOptions options) => options.Get("probes", "What works now", "/api/probes", answer => ListTable.Print(
        ["probe", "target", "agent", "verdict", "took", "when", "why"],
        Rows(answer, p => [Text(p, "probe"), Text(p, "target"), Text(p, "agent"), Text(p, "verdict"), Seconds(p, "duration_seconds"), Text(p, "started"), Text(p, "verdict") is "pass" or null ? "" : $"{Text(p, "outcome")}: {Text(p, "detail")}"]),
        "no probe is set up"));

    public static Command Scenarios(CtlOptions options) => options.Get("scenarios", "The scenarios that may be started", "/api/scenarios", answer => ListTable.Print(
        ["scenario", "target", "class"], Rows(answer, s => [Text(s, "name"), Text(s, "target"), Text(s, "class")]), "there is no scenario"));

    public static Command Runs(CtlOptions options) => options.Get("runs", "The last runs, newest first", "/api/runs", answer => ListTable.Print(
        ["run", "scenario", "started", "state", "verdict"], Rows(answer, r => [Text(r, "id"), Text(r, "scenario"), Text(r, "started"), Text(r, "state"), Text(r, "verdict")]), "no run yet"));

    public static Command Schedules(CtlOptions options) => options.Get("schedules", "The scenarios that are started by a schedule, and what became of the last time", "/api/schedules", answer => ListTable.Print(
        ["scenario", "when", "next due", "last due", "what became of it"],
        Rows(answer, s => [Text(s, "scenario"), Text(s, "schedule"), Text(s, "next_due"), Text(s, "last_due"), Text(s, "outcome") is { } outcome ? $"{outcome} {Text(s, "run") ?? Text(s, "why")}" : null]),
        "no scenario has a schedule"));

    public static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement part) && part.ValueKind == JsonValueKind.String ? part.GetString() : null;

    private static string? Seconds(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement part) && part.ValueKind == JsonValueKind.Number ? Durations.Text(TimeSpan.FromSeconds(part.GetDouble())) : null;

    private static string Pairs(JsonElement labels) => string.Join(' ', labels.EnumerateObject().Select(l => $"{l.Name}={l.Value}"));

    private static IEnumerable<string?[]> Rows(Answer answer, Func<JsonElement, string?[]> row) => answer.Json.EnumerateArray().Select(row);
}
