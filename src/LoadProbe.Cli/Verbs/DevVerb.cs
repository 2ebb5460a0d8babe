using System.CommandLine;
using LoadProbe.Agent;
using LoadProbe.Controller;
using LoadProbe.Definitions;
using LoadProbe.Probing;

namespace LoadProbe.Cli;

/// <summary>Controller, agent and pages in one process: dials a folder of probes until told to stop.</summary>
internal static class DevVerb
{
    public static Command Create(CancellationToken stop)
    {
        var serve = new ServeOptions();
        var probes = new Option<string>("--probes") { Description = "A folder of probes", DefaultValueFactory = _ => "probes" };
        Option<StoreAddress?> store = CommonOptions.Store();
        var retention = new RetentionOptions();
        var kept = new KeptPacketsOptions();
        var capture = new Option<bool>("--capture") { Description = "Capture packets beside the probes, and of a sample of the requests of runs" };
        Option<Uri?> target = CommonOptions.Target();
        Option<string[]> variables = CommonOptions.Variables();
        Option<ProgramFolders?> programs = ProgramsOption.Create();
        var verb = new Command("dev", "Controller, agent and pages in one process") { probes, store, capture, target, variables, programs };
        serve.AddTo(verb);
        retention.AddTo(verb);
        kept.AddTo(verb);
        verb.SetAction(async (parsed, _) =>
        {
            if (serve.Read(parsed) is not { } serving) return ExitCode.Usage;
            if (CommonOptions.Load(parsed.GetValue(target), parsed.GetValue(variables)) is not { } options) return ExitCode.Usage;
            var files = DefinitionFiles.LoadAll([parsed.GetValue(probes)!], options);
            // A bad file is said and harms no other.
            Screen.Complain(files.Mistakes);
            if (files.Alerts is { } alerts) Screen.Complain(new SecretStore().MissingSecrets(alerts));
            if (files.Probes.Count == 0) return Screen.Complain($"no probe to run in {parsed.GetValue(probes)}");
            var secrets = new SecretStore();
            List<Probe> ready = [];
            foreach (Probe probe in files.Probes)
            {
                IReadOnlyList<Mistake> missing = secrets.MissingSecrets(probe.Journey);
                if (missing.Count == 0) ready.Add(probe);
                else Screen.Complain(missing);
            }

            var agent = new AgentOptions { Capture = parsed.GetValue(capture), CapturesRuns = parsed.GetValue(capture), Programs = parsed.GetValue(programs)! };
            agent = agent with { Packets = kept.Read(parsed, agent.Name) };
            if (await OpenStore.TryAsync(parsed.GetValue(store)!, stop, retention.Read(parsed)) is not { } opened) return ExitCode.Environment;
            using var folder = new TemporaryFolder();
            using var bundles = new FileBundles(options, folder.Path, secrets);
            await using InProcess process = await InProcess.StartAsync(agent, opened, TimeProvider.System, stop, bundles);
            process.Controller.Alerts = files.Alerts;
            process.Controller.Apply(ready);
            await using Served served = await serving.StartAsync(process.Controller, options, bundles, agent.Artifacts, stop);
            // On a store of several somebody else may lead, whose schedules these are.
            process.Controller.KeepTimetable(new TimetableOptions(Serving.Tell) { StartsRuns = opened.Shared is null });
            await Waiting.ForAsync(null, stop);
            return ExitCode.Interrupted;
        });
        return verb;
    }
}
