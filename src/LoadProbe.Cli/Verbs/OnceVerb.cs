using System.CommandLine;
using LoadProbe.Agent;
using LoadProbe.Browser;
using LoadProbe.Definitions;
using LoadProbe.Probing;

namespace LoadProbe.Cli;

/// <summary>Runs a probe or journey file once, now.</summary>
internal static class OnceVerb
{
    public static Command Create(CancellationToken stop)
    {
        var file = new Argument<string>("file") { Description = "A probe or journey file" };
        Option<Uri?> target = CommonOptions.Target();
        Option<string[]> variables = CommonOptions.Variables();
        var capture = new Option<bool>("--capture") { Description = "Capture packets beside the steps" };
        var artifacts = new Option<string>("--artifacts") { Description = "Where screenshots are kept", DefaultValueFactory = _ => Path.Combine(".loadprobe", "artifacts") };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON document" };
        Option<ProgramFolders?> programs = ProgramsOption.Create();
        var verb = new Command("once", "Run a probe or journey file once and print the waterfall") { file, target, variables, capture, artifacts, programs, json };
        verb.SetAction(async (parsed, _) =>
        {
            if (CommonOptions.Load(parsed.GetValue(target), parsed.GetValue(variables)) is not { } options) return ExitCode.Usage;
            Loaded<Probe> loaded = DefinitionFiles.LoadProbe(parsed.GetValue(file)!, options);
            if (loaded.Value is not { } probe) return Screen.Complain(loaded.Mistakes);
            var secrets = new SecretStore();
            IReadOnlyList<Mistake> missing = secrets.MissingSecrets(probe.Journey);
            if (missing.Count > 0) return Screen.Complain(missing);

            TimeProvider time = TimeProvider.System;
            var agent = new AgentOptions { Artifacts = parsed.GetValue(artifacts)!, Programs = parsed.GetValue(programs)! };
            await using var runner = new ProbeRunner(agent, new BrowserPool(new BrowserOptions { TellConnections = parsed.GetValue(capture) }, time), new PacketWatch(parsed.GetValue(capture), null, time), secrets, time);
            ProbeResult result = await runner.RunAsync(probe, stop);
            if (parsed.GetValue(json)) Console.Out.WriteLine(ResultJson.Text(result, indented: true));
            else Waterfall.Print(Screen.Out, result);
            if (result.Journey.Outcome.IsEnvironment() && parsed.GetValue(json)) Console.Error.WriteLine(result.Journey.Detail);
            return ExitCode.Of(result);
        });
        return verb;
    }
}
