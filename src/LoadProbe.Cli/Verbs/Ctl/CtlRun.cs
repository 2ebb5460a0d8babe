using System.CommandLine;
using System.Text.Json;

namespace LoadProbe.Cli;

/// <summary>Starts and stops runs on a controller's agents.</summary>
internal static class CtlRun
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Appears = TimeSpan.FromMinutes(1);

    public static Command Create(CtlOptions options, CancellationToken stop)
    {
        var scenario = new Argument<string>("scenario") { Description = "The scenario's name, as ctl scenarios shows it" };
        var wait = new Option<bool>("--wait") { Description = "Wait for its end, and exit as loadprobe run does" };
        var verb = new Command("run", "Start a scenario") { scenario, wait };
        options.Set(verb, async (parsed, client) =>
        {
            string name = parsed.GetValue(scenario)!;
            Answer before = await client.GetAsync("/api/runs", stop);
            if (!before.IsGood) return before.Complain();
            Answer started = await client.SendAsync(HttpMethod.Post, "/api/runs", stop, new { scenario = name });
            if (!started.IsGood || !parsed.GetValue(wait)) return options.Show(parsed, started, _ => Console.Out.WriteLine($"started {name}"));
            HashSet<string> known = [.. Ids(before)];
            if (await NewAsync(client, name, known, stop) is not { } id)
            {
                Screen.Complain($"{name} was started, and is not among the runs after {Durations.Text(Appears)}");
                return ExitCode.Invalid;
            }

            await Console.Error.WriteLineAsync($"run {id} is under way; it goes on when this ends, loadprobe ctl stop stops it");
            Answer ended = await EndAsync(client, id, stop);
            int shown = options.Show(parsed, ended, Print);
            return shown == ExitCode.Pass ? Code(ended.Json) : shown;
        });
        return verb;
    }

    public static Command Stop(CtlOptions options)
    {
        var verb = new Command("stop", "Stop the run under way; whoever may look may stop");
        options.Ask(verb, _ => HttpMethod.Post, _ => "/api/runs/current/stop", _ => null, _ => Console.Out.WriteLine("stopped"));
        return verb;
    }

    public static Command Rate(CtlOptions options)
    {
        var rate = new Argument<string>("rate") { Description = "Such as 300/s" };
        var verb = new Command("rate", "Set another rate for the rest of the run under way, up to what its scenario allows") { rate };
        options.Ask(verb, _ => HttpMethod.Post, _ => "/api/runs/current/rate", parsed => new { rate = parsed.GetValue(rate) }, _ => Console.Out.WriteLine("changed"));
        return verb;
    }

    private static async Task<string?> NewAsync(ApiClient client, string scenario, HashSet<string> known, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(Appears, TimeProvider.System);
        while (!late.IsCancellationRequested)
        {
            Answer runs = await client.GetAsync("/api/runs", stop);
            if (runs.IsGood && runs.Json.EnumerateArray().FirstOrDefault(r => CtlLists.Text(r, "scenario") == scenario && !known.Contains(CtlLists.Text(r, "id")!)) is { ValueKind: JsonValueKind.Object } run) return CtlLists.Text(run, "id");
            await Task.Delay(LookEvery, TimeProvider.System, stop);
        }

        return null;
    }

    private static async Task<Answer> EndAsync(ApiClient client, string id, CancellationToken stop)
    {
        while (true)
        {
            Answer run = await client.GetAsync($"/api/runs/{id}", stop);
            if (!run.IsGood || CtlLists.Text(run.Json, "verdict") is not null) return run;
            await Task.Delay(LookEvery, TimeProvider.System, stop);
        }
    }

    private static IEnumerable<string> Ids(Answer runs) => runs.Json.EnumerateArray().Select(r => CtlLists.Text(r, "id")!);

    // As loadprobe run: that we could not measure goes before a stop, and a stop before a verdict.
    private static int Code(JsonElement run) =>
        CtlLists.Text(run, "verdict") is var verdict && verdict is "invalid" ? ExitCode.Invalid
        : run.TryGetProperty("stopped", out JsonElement stopped) && stopped.ValueKind == JsonValueKind.Object ? ExitCode.Stopped
        : verdict == "pass" ? ExitCode.Pass : ExitCode.Fail;

    private static void Print(Answer answer)
    {
        JsonElement run = answer.Json, totals = run.GetProperty("totals"), response = run.GetProperty("latency").GetProperty("response");
        Console.Out.WriteLine($"{CtlLists.Text(run, "verdict")!.ToUpperInvariant()} {CtlLists.Text(run, "scenario")} on {CtlLists.Text(run, "target")} (run {CtlLists.Text(run, "id")})");
        foreach (JsonElement reason in run.GetProperty("reasons").EnumerateArray()) Console.Out.WriteLine($"  {reason.GetString()}");
        Console.Out.WriteLine($"  arrivals: {totals.GetProperty("due")} due, {totals.GetProperty("sent")} sent, {totals.GetProperty("dropped")} dropped, {totals.GetProperty("completed")} completed, {totals.GetProperty("failed")} failed");
        if (response.GetProperty("count").GetInt64() > 0) Console.Out.WriteLine($"  response: p50 {Time(response, "p50")}, p99 {Time(response, "p99")}, max {Time(response, "max")}");
    }

    private static string Time(JsonElement histogram, string name) => Durations.Text(TimeSpan.FromSeconds(histogram.GetProperty(name).GetDouble()));
}
