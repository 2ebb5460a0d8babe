using System.CommandLine;
using System.Globalization;
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
        var plan = new LoadPlan(scenario.Load);
        console.MarkupLine($"[bold]{Markup.Escape(scenario.Name)}[/] on {Markup.Escape(scenario.Target.Name)} ({scenario.Target.Class.ToString().ToLowerInvariant()}, {scenario.Target.Address})");
        console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"  {plan.Arrivals} arrivals in {Durations.Text(plan.Duration)}, at most {plan.PeakRate:0.###}/s{(plan.HasClosedPhases ? $" and {plan.PeakUsers} users" : "")}, at most {scenario.MaxInFlight} in flight"));
        int total = scenario.Mix.Sum(m => m.Weight);
        foreach (WeightedJourney journey in scenario.Mix)
        {
            console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"  {100.0 * journey.Weight / total,5:0.#}%  {Markup.Escape(journey.Journey.Name)}: {journey.Journey.Steps.Count} steps to {journey.Journey.Target.Address.Authority}{Writes(journey.Journey)}"));
        }

        Table rates = new Table().Border(TableBorder.Simple).AddColumns("at", "phase", "rate or users", "");
        TimeSpan start = TimeSpan.Zero;
        foreach (LoadPhase phase in scenario.Load)
        {
            foreach (TimeSpan at in (TimeSpan[])[start, start + (phase.During * 0.5), start + (phase.During * 0.999)]) rates.AddRow(Durations.Text(at), at == start ? Name(phase) : "", Amount(plan, at), Bar(plan, at));
            start += phase.During;
        }

        console.Write(rates);
        if (segments > 1) console.MarkupLine($"  over {segments} agents: {string.Join(" + ", Enumerable.Range(0, Math.Min(segments, 10)).Select(i => new Segment(i, segments).Share(plan.Arrivals)))}{(segments > 10 ? " + …" : "")} arrivals");
        foreach (Threshold threshold in scenario.Thresholds) console.MarkupLine($"  threshold {Markup.Escape(threshold.Text)}");
        foreach (Guard guard in scenario.Guards) console.MarkupLine($"  guard {Markup.Escape(guard.Text)}");
        if (scenario.Window is { } window) console.MarkupLine($"  window {window.From:HH\\:mm} to {window.To:HH\\:mm} {window.Zone.Id}");
        console.MarkupLine(scenario.Target.Class == EnvironmentClass.Prod ? "  approval: this target is production; a run needs its owner's approval" : $"  approval: none needed for class {scenario.Target.Class.ToString().ToLowerInvariant()}");
    }

    private static string Writes(Journey journey)
    {
        int real = journey.Steps.Count(s => s.Effect == StepEffect.WriteReal), shadow = journey.Steps.Count(s => s.Effect == StepEffect.WriteShadow);
        return real + shadow == 0 ? ", reads only" : $", {real} real and {shadow} shadow writes";
    }

    private static string Name(LoadPhase phase) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(phase.GetType().Name);

    private static string Amount(LoadPlan plan, TimeSpan at) => plan.UsersAt(at) is > 0 and int users ? $"{users} users" : string.Create(CultureInfo.InvariantCulture, $"{plan.RateAt(at):0.#}/s");

    private static string Bar(LoadPlan plan, TimeSpan at)
    {
        double share = plan.UsersAt(at) is > 0 and int users ? (double)users / plan.PeakUsers : plan.PeakRate > 0 ? plan.RateAt(at) / plan.PeakRate : 0;
        return new string('█', (int)Math.Round(share * 40));
    }
}
