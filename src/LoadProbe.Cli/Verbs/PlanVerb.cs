using System.CommandLine;
using System.Globalization;
using LoadProbe.Controller;
using LoadProbe.Definitions;
using Spectre.Console;

namespace LoadProbe.Cli;

/// <summary>Says what a scenario would do. Sends nothing.</summary>
internal static class PlanVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("scenario") { Description = "A scenario file" };
        var segments = new Option<int>("--segments") { Description = "Over how many agents", DefaultValueFactory = _ => 1 };
        Option<Uri?> target = CommonOptions.Target();
        Option<string[]> variables = CommonOptions.Variables();
        var verb = new Command("plan", "Say what a scenario would do; sends nothing") { file, segments, target, variables };
        verb.SetAction(parsed =>
        {
            if (CommonOptions.Load(parsed.GetValue(target), parsed.GetValue(variables)) is not { } options) return ExitCode.Usage;
            int count = parsed.GetValue(segments);
            if (count is < 1 or > 10_000) return Screen.Complain($"--segments {count} is not from 1 to 10000");
            Loaded<Scenario> loaded = DefinitionFiles.LoadScenario(parsed.GetValue(file)!, options);
            if (loaded.Value is not { } scenario) return Screen.Complain(loaded.Mistakes);
            Print(Screen.Out, scenario, count);
            return ExitCode.Pass;
        });
        return verb;
    }

    private static void Print(IAnsiConsole console, Scenario scenario, int segments)
    {
        var plan = new ScenarioPlan(scenario.Tracks);
        console.MarkupLine($"[bold]{Markup.Escape(scenario.Name)}[/] on {Markup.Escape(scenario.Target.Name)} ({scenario.Target.Class.Word()}, {scenario.Target.Address})");
        console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"  {Amount(plan.Arrivals, plan.Search is not null)} in {(plan.Search is null ? "" : "at most ")}{Durations.Text(plan.Duration)}, at most {plan.PeakRate:0.###}/s{(plan.HasClosedPhases ? $" and {plan.PeakUsers} users" : "")}, at most {scenario.MaxInFlight} in flight"));
        foreach ((Track track, LoadPlan load) in scenario.Tracks.Zip(plan.Tracks))
        {
            if (scenario.Tracks.Count > 1) console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"  [bold]{Markup.Escape(track.Name)}[/]: {Amount(load.Arrivals, load.Search is not null)} in {(load.Search is null ? "" : "at most ")}{Durations.Text(load.Duration)}, at most {load.PeakRate:0.###}/s{(load.HasClosedPhases ? $" and {load.PeakUsers} users" : "")}"));
            int total = track.Mix.Sum(m => m.Weight);
            foreach (WeightedJourney journey in track.Mix)
            {
                console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"  {100.0 * journey.Weight / total,5:0.#}%  {Markup.Escape(journey.Journey.Name)}: {journey.Journey.Steps.Count} steps to {journey.Journey.Target.Address.Authority}{Writes(journey.Journey)}"));
            }

            console.Write(LoadTable.Of(load));
        }

        if (segments > 1 && plan.Arrivals > 0) console.MarkupLine($"  over {segments} agents: {string.Join(" + ", Enumerable.Range(0, Math.Min(segments, 10)).Select(i => plan.Tracks.Sum(t => new Segment(i, segments).Share(t.Arrivals))))}{(segments > 10 ? " + …" : "")} arrivals");
        if (scenario.RateCeiling is { } ceiling) console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"  ceiling {ceiling:0.###}/s: in no second are more arrivals sent, over all agents; the rest is dropped"));
        if (scenario.WarmUp > TimeSpan.Zero) console.MarkupLine($"  warm-up {Durations.Text(scenario.WarmUp)}: sent, and in no figure");
        if (scenario.Think.Most > TimeSpan.Zero) console.MarkupLine($"  users think {Durations.Text(scenario.Think.Least)} to {Durations.Text(scenario.Think.Most)} between iterations");
        if (scenario.Pace is { } pace) console.MarkupLine($"  users begin an iteration every {Durations.Text(pace)}");
        if (scenario.Connections != ConnectionReuse.PerRun) console.MarkupLine($"  connections are {(scenario.Connections == ConnectionReuse.PerUser ? "new with each arrival" : "new with each request")}");
        console.MarkupLine($"  {Markup.Escape(Marks(scenario))}");
        foreach (Threshold threshold in scenario.Thresholds) console.MarkupLine($"  threshold {Markup.Escape(threshold.Text)}");
        foreach (Guard guard in scenario.Guards) console.MarkupLine($"  guard {Markup.Escape(guard.Text)}");
        if (scenario.Window is { } window) console.MarkupLine($"  window {window.Text}{Markup.Escape(Calendar(window.Calendar))}");
        if (scenario.Schedule is { } schedule) console.MarkupLine($"  started by a controller {Markup.Escape(schedule.Text)}, next {NextDue(schedule)}");
        console.MarkupLine(ApprovalPolicy.Of(scenario, out string? lacks) is { } policy ? $"  approval: {Markup.Escape(policy.Text)} (class {scenario.Target.Class.Word()})" : $"  approval: {Markup.Escape(lacks!)}");
    }

    private static string Calendar(TradingCalendar? calendar) =>
        calendar is null ? "" : calendar.Lack is { } lack ? $", shut: {lack}" : $", while the market of calendar {calendar.Name} is at rest";

    private static string NextDue(RunSchedule schedule)
    {
        const int shown = 3;
        string[] next = [.. schedule.After(TimeProvider.System.GetUtcNow()).Take(shown).Select(d => d.Exists ? d.At.Rfc3339() : $"(not on {d.Local:yyyy-MM-dd}, where clocks pass over it)")];
        return next.Length == 0 ? "never: that is over" : string.Join(", ", next);
    }

    // How many a search sends, what comes back will say.
    private static string Amount(long arrivals, bool searches) => !searches ? $"{arrivals} arrivals" : arrivals == 0 ? "a search for the limit" : $"{arrivals} arrivals and a search for the limit";

    private static string Marks(Scenario scenario) =>
        scenario.Mark.Header is { } header ? $"marks: {header} with the run's id, baggage with loadprobe.run and loadprobe.kind, tracestate with loadprobe"
        : $"marks: none, the target cannot tell it from its customers{(MarkGate.Refusal(scenario) is null ? "" : ": a run is refused")}";

    private static string Writes(Journey journey)
    {
        int real = journey.Steps.Count(s => s.Effect == StepEffect.WriteReal), shadow = journey.Steps.Count(s => s.Effect == StepEffect.WriteShadow);
        return real + shadow == 0 ? ", reads only" : $", {real} real and {shadow} shadow writes";
    }
}
