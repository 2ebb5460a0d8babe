using System.CommandLine;
using LoadProbe.Agent;
using LoadProbe.Browser;
using LoadProbe.Controller;
using LoadProbe.Definitions;

namespace LoadProbe.Cli;

/// <summary>Runs a pressure scenario here, with the controller and an agent in this process.</summary>
internal static class RunVerb
{
    public static Command Create(CancellationToken stop)
    {
        var file = new Argument<string>("scenario") { Description = "A scenario file" };
        var json = new Option<string?>("--json") { Description = "Write the run to this file; - is standard output" };
        var report = new Option<string?>("--report") { Description = "Write a self-contained HTML report to this file" };
        var junit = new Option<string?>("--junit") { Description = "Write thresholds and guards as JUnit XML to this file; - is standard output" };
        var markdown = new Option<string?>("--markdown") { Description = "Write a summary for a pull request to this file; - is standard output" };
        Option<StoreAddress?> store = CommonOptions.Store();
        Option<Uri?> target = CommonOptions.Target();
        Option<string[]> variables = CommonOptions.Variables();
        Option<bool> quiet = CommonOptions.Quiet();
        var capture = new Option<bool>("--capture") { Description = "Capture the packets of a sample of requests, which tell the generator's own share of their times" };
        var verb = new Command("run", "Run a pressure scenario here, under its guards") { file, capture, json, report, junit, markdown, store, target, variables, quiet };
        verb.SetAction(async (parsed, _) =>
        {
            if (FileLimit.Fault() is { } tooFew)
            {
                Console.Error.WriteLine(tooFew);
                return ExitCode.Invalid;
            }

            if (CommonOptions.Load(parsed.GetValue(target), parsed.GetValue(variables)) is not { } options) return ExitCode.Usage;
            var files = new RunFiles(parsed.GetValue(json), parsed.GetValue(report), parsed.GetValue(junit), parsed.GetValue(markdown));
            if (files.Mistake() is { } mistake) return Screen.Complain(mistake);
            Loaded<Scenario> loaded = DefinitionFiles.LoadScenario(parsed.GetValue(file)!, options);
            if (loaded.Value is not { } scenario) return Screen.Complain(loaded.Mistakes);
            var secrets = new SecretStore();
            Mistake[] missing = [.. scenario.Journeys.Concat(scenario.Watched.Select(w => w.Journey)).SelectMany(j => secrets.MissingSecrets(j)), .. secrets.MissingSecrets(scenario.Guards)];
            if (missing.Length > 0) return Screen.Complain(missing);
            if (Refusal(scenario) is { } refused)
            {
                Console.Error.WriteLine(refused);
                return ExitCode.Stopped;
            }

            if (scenario.Mix.Any(m => m.Journey.Browser is not null) && Chromium.Find() is null)
            {
                Console.Error.WriteLine(Chromium.HowToInstall);
                return ExitCode.Environment;
            }

            if (await OpenStore.TryAsync(parsed.GetValue(store)!, stop) is not { } opened) return ExitCode.Environment;
            using var folder = new TemporaryFolder();
            using var bundles = new FileBundles(options, folder.Path, secrets);
            await using InProcess process = await InProcess.StartAsync(new AgentOptions { CapturesRuns = parsed.GetValue(capture) }, opened, TimeProvider.System, stop, bundles);
            await process.CleanedAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested) return ExitCode.Interrupted;
            process.Controller.KeepTimetable(new TimetableOptions(Serving.Tell) { StartsRuns = false });
            var view = new RunView(parsed.GetValue(quiet));
            RunReport run = await process.Controller.RunAsync(scenario, view.Progress, stop);
            view.End();
            if (!files.OnOutput) RunView.Print(Screen.Out, run);
            await files.WriteAsync(run);
            return Code(run, stop);
        });
        return verb;
    }

    // Nobody but the one who starts it is here.
    private static string? Refusal(Scenario scenario) =>
        MarkGate.Refusal(scenario) is { } unmarked ? unmarked
        : ApprovalPolicy.Of(scenario, out string? fault) is not { } policy ? fault
        : policy.Approvals > 0 ? $"{scenario.At}: target {scenario.Target.Name} is {scenario.Target.Class switch { EnvironmentClass.Prod => "production (its class is prod, or is not said)", var other => other.Word() }}: a run needs an approval by {policy.Text}, which a controller asks for: loadprobe ctl propose {scenario.Name}"
        : RunGate.Refusal(scenario, TimeProvider.System.GetUtcNow());

    /// <summary>What the run says to the caller: a stop goes before a verdict, unless we could not measure at all.</summary>
    public static int Code(RunReport run, CancellationToken stop) =>
        stop.IsCancellationRequested ? ExitCode.Interrupted
        : run.Verdict == Verdict.Invalid ? ExitCode.Invalid
        : run.Stopped is not null ? ExitCode.Stopped
        : ExitCode.Of(run.Verdict!.Value);
}
