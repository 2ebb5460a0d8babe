using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>The lists that the pages show.</summary>
internal static class BoardJson
{
    /// <param name="board">The newest results.</param>
    /// <param name="standing">How a probe stands on all its agents together; null = nobody knows.</param>
    public static string Text(ProbeBoard board, Func<string, ProbeStanding?> standing)
    {
        IReadOnlyCollection<BoardEntry> entries = board.Entries;
        return Write(json =>
        {
            foreach (BoardEntry entry in entries) Write(json, entry, standing(entry.Newest.Probe));
            foreach (Probe probe in board.Probes.Where(p => entries.All(e => e.Newest.Probe != p.Name)))
            {
                json.WriteStartObject();
                json.WriteString("probe", probe.Name);
                json.WriteString("target", probe.Journey.Target.Name);
                Write(json, standing(probe.Name));
                json.WriteEndObject();
            }
        });
    }

    public static string Runs(IReadOnlyList<StoredRun> stored, LiveRun live) => Write(json =>
    {
        if (live.Id is { } id && stored.All(r => r.Id != id)) json.WriteRawValue(live.Summary!);
        foreach (StoredRun run in stored)
        {
            json.WriteStartObject();
            json.WriteString("id", run.Id);
            json.WriteString("scenario", run.Scenario);
            json.WriteString("started", run.Started.Rfc3339());
            json.WriteString("state", run.State);
            json.WriteOptional("verdict", run.Verdict);
            json.WriteEndObject();
        }
    });

    private static void Write(Utf8JsonWriter json, BoardEntry entry, ProbeStanding? standing)
    {
        ProbeResult newest = entry.Newest;
        json.WriteStartObject();
        json.WriteString("probe", newest.Probe);
        json.WriteString("target", newest.Target);
        json.WriteString("agent", newest.Agent);
        json.WriteString("verdict", newest.Verdict.ToString().ToLowerInvariant());
        json.WriteString("outcome", newest.Journey.Outcome.Word());
        json.WriteOptional("detail", newest.Journey.Detail);
        json.WriteString("started", newest.Journey.Started.Rfc3339());
        json.WriteSeconds("duration_seconds", newest.Journey.Duration);
        json.WriteStartArray("recent");
        foreach (Dot dot in entry.Recent)
        {
            json.WriteStartObject();
            json.WriteString("started", dot.Started.Rfc3339());
            json.WriteString("verdict", dot.Verdict.ToString().ToLowerInvariant());
            json.WriteSeconds("duration_seconds", dot.Duration);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Write(json, standing);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ProbeStanding? standing)
    {
        if (standing is null) return;
        json.WriteString("state", standing.Judgement.State.Word());
        json.WriteString("state_since", standing.Judgement.Since.Rfc3339());
        json.WriteStartObject("availability");
        if (standing.Availability.ByTime is { } time) json.WriteNumber("time", time);
        if (standing.Availability.ByRun is { } run) json.WriteNumber("run", run);
        json.WriteEndObject();
        if (standing.Open is not { } incident) return;
        json.WriteStartObject("incident");
        json.WriteString("id", incident.Id);
        json.WriteString("opened", incident.Opened.Rfc3339());
        json.WriteString("cause", incident.Cause.Word());
        json.WriteOptional("step", incident.Step);
        json.WriteOptional("detail", incident.Detail);
        json.WriteStrings("agents", incident.Agents);
        json.WriteEndObject();
    }

    private static string Write(Action<Utf8JsonWriter> items) => JsonWriting.Text(json =>
    {
        json.WriteStartArray();
        items(json);
        json.WriteEndArray();
    });
}
