using System.CommandLine;
using System.Text.Json;

namespace LoadProbe.Cli;

/// <summary>What came of probes: the times in which targets were down, and results to take away.</summary>
internal static class CtlResults
{
    private static readonly string[] Formats = ["csv", "json", "jsonl"];

    public static Command Incidents(CtlOptions options)
    {
        var probe = new Option<string?>("--probe") { Description = "Of this probe; else of all" };
        var count = new Option<int>("--count") { Description = "So many, up to 1000", DefaultValueFactory = _ => 100 };
        var verb = new Command("incidents", "Times in which targets were down: open ones first, then the newest") { probe, count };
        options.Ask(verb, _ => HttpMethod.Get, parsed => $"/api/incidents?count={parsed.GetValue(count)}{Part("probe", parsed.GetValue(probe))}", _ => null, answer => ListTable.Print(
            ["probe", "target", "opened", "closed", "what", "step", "seen from"],
            answer.Json.EnumerateArray().Select(Row),
            "no target was down"));
        return verb;
    }

    public static Command Export(CtlOptions options, CancellationToken stop)
    {
        var probe = new Argument<string>("probe") { Description = "The probe's name, as ctl probes shows it" };
        var format = new Option<string>("--format") { Description = "csv, json or jsonl: a document a line", DefaultValueFactory = _ => Formats[0] };
        format.AcceptOnlyFromAmong(Formats);
        var from = new Option<string?>("--from") { Description = "Those that started then or later: 2026-03-01T09:30:00Z, or how long ago, such as 24h; else all that are kept" };
        var to = new Option<string?>("--to") { Description = "Those that started before; else up to now" };
        var agent = new Option<string?>("--agent") { Description = "Of this agent; else of all" };
        var output = new Option<string?>("--output") { Description = "A file for them; else standard output" };
        var verb = new Command("export", "Take all results of a probe away, oldest first") { probe, format, from, to, agent, output };
        options.Set(verb, async (parsed, client) =>
        {
            string path = $"/api/probes/{Uri.EscapeDataString(parsed.GetValue(probe)!)}/export?format={parsed.GetValue(format)}{Part("from", parsed.GetValue(from))}{Part("to", parsed.GetValue(to))}{Part("agent", parsed.GetValue(agent))}";
            string? file = parsed.GetValue(output);
            try
            {
                return await client.CopyAsync(path, () => file is null ? Console.OpenStandardOutput() : File.Create(file), _ => { }, stop) is { } refused ? refused.Complain() : ExitCode.Pass;
            }
            catch (HttpIOException broken)
            {
                Screen.Complain($"the controller broke off, and what is there is not all: {broken.Message}");
                return ExitCode.Environment;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return Screen.Complain(e.Message);
            }
        });
        return verb;
    }

    private static string?[] Row(JsonElement incident) =>
    [
        CtlLists.Text(incident, "probe"), CtlLists.Text(incident, "target"), CtlLists.Text(incident, "opened"), CtlLists.Text(incident, "closed") ?? "open",
        CtlLists.Text(incident, "cause"), CtlLists.Text(incident, "step"), string.Join(' ', incident.GetProperty("agents").EnumerateArray().Select(a => a.GetString())),
    ];

    private static string Part(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
}
