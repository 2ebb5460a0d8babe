using System.CommandLine;
using System.Runtime.InteropServices;
using LoadProbe.Agent;
using LoadProbe.Definitions;
using LoadProbe.Link;
using LoadProbe.Metrics;
using LoadProbe.Probing;
using Microsoft.AspNetCore.Builder;

namespace LoadProbe.Cli;

/// <summary>
/// An agent by itself: answers /probe, runs the probes of a folder, and serves /metrics. With a controller it does what that
/// says instead, listens to nobody else, and serves /metrics where it is told to.
/// </summary>
internal static class AgentVerb
{
    private static readonly string State = Path.Combine(".loadprobe", "agent");

    public static Command Create(CancellationToken stop)
    {
        var serve = new AgentServeOptions();
        var probes = new Option<string?>("--probes") { Description = "A folder of probes to run" };
        var blackbox = new Option<string?>("--blackbox") { Description = "A blackbox.yml of blackbox_exporter, whose modules /probe answers with; its http_2xx alone if nothing is said" };
        var capture = new Option<bool>("--capture") { Description = "Capture packets beside the probes, and of a sample of the requests of runs" };
        var kept = new KeptPacketsOptions();
        Option<string> controller = CommonOptions.Nats("--controller", "Join the controller on this NATS server, such as nats://10.0.0.5:4222");
        var join = new Option<string?>("--join") { Description = "Join by a token: the token, - for standard input, or @FILE" };
        var state = new Option<string?>("--state") { Description = "The folder with who it is after it joined, its probes, and results that are not sent yet; .loadprobe/agent when it joins now, .loadprobe/agent-NAME in a closed network" };
        var name = new Option<string?>("--name") { Description = "Its name, unique in the fleet: letters, digits, - and _" };
        var labels = new Option<string[]>("--label") { Description = "Where it is: K=V, such as city=Shanghai; may be repeated", AllowMultipleArgumentsPerToken = false };
        Option<AgentLimits?> limits = LimitsOption.Create();
        Option<ProgramFolders?> programs = ProgramsOption.Create();
        var verb = new Command("agent", "An agent by itself: /probe, /metrics and the probes of a folder; or one that joins a controller") { probes, blackbox, capture, controller, join, state, name, labels, limits, programs };
        serve.AddTo(verb);
        kept.AddTo(verb);
        verb.SetAction(async (parsed, _) =>
        {
            if (CommonOptions.Pairs("--label", parsed.GetValue(labels)) is not { } place) return ExitCode.Usage;
            var options = new AgentOptions { Capture = parsed.GetValue(capture), CapturesRuns = parsed.GetValue(capture), Labels = place, Limits = parsed.GetValue(limits), Programs = parsed.GetValue(programs)! };
            if (parsed.GetValue(name) is { } called) options = options with { Name = called };
            options = options with { Packets = kept.Read(parsed, options.Name), Tell = line => Screen.Complain(line) };
            string? server = parsed.GetValue(controller), folder = parsed.GetValue(state);
            if (folder is not null && server is null && parsed.GetValue(join) is null) return Screen.Complain("--state needs --controller, the address of the NATS server, or --join with a token");
            if (server is not null || parsed.GetValue(join) is not null)
            {
                if (parsed.GetValue(blackbox) is not null) return Screen.Complain("--blackbox is for an agent by itself: what joins a controller answers no /probe");
                if (!serve.TryReadJoined(parsed, out AgentServing? shown)) return ExitCode.Usage;
                if (parsed.GetValue(join) is { } token) return await JoinAsync(token, server, folder ?? State, options, parsed.GetValue(name), shown, stop);
                if (folder is not null && AgentEntry.IsNeeded(server!, folder)) return AgentEntry.Open(server!, folder) is { } entry ? await EnterAsync(entry, options, parsed.GetValue(name), shown, stop) : ExitCode.Environment;
                return await JoinAsync(new NatsLinkOptions { Server = server!, State = folder ?? $"{State}-{options.Name}" }, options, shown, stop);
            }

            if (serve.ReadAlone(parsed) is not { } serving) return ExitCode.Usage;
            Loaded<BlackboxModules> modules = parsed.GetValue(blackbox) is { } file ? DefinitionFiles.LoadBlackbox(file) : new(BlackboxDesk.Default, []);
            Screen.Complain(modules.Mistakes);
            if (modules.Value is not { } asked) return ExitCode.Usage;
            var files = DefinitionFiles.LoadAll(parsed.GetValue(probes) is { } written ? [written] : []);
            Screen.Complain(files.Mistakes);
            var secrets = new SecretStore();
            TimeProvider time = TimeProvider.System;
            var metrics = new MetricsBook(InProcess.Version);
            var desk = new BlackboxDesk(parsed.GetValue(blackbox), asked, metrics.Blackbox, time);
            using PosixSignalRegistration reload = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
            {
                signal.Cancel = true;
                Screen.Complain(desk.Reload());
            });
            await using var runner = new ProbeRunner(options, secrets, time);
            AgentFigures.Show(metrics, options.Name, runner.Packets);
            await using var alone = await StandaloneAgent.StartAsync(options, files.Probes, runner, metrics, time, stop);
            await using WebApplication app = await serving.StartAsync(a => a.MapAgent(metrics, desk, secrets, runner.Packets, serving.IsOpen, options.Limits?.Egress, time), stop);
            await Waiting.ForAsync(null, stop);
            return ExitCode.Interrupted;
        });
        return verb;
    }

    private static async Task<int> JoinAsync(string written, string? server, string folder, AgentOptions options, string? name, AgentServing? serving, CancellationToken stop)
    {
        try
        {
            if (await AgentEntry.ReadAsync(written, stop) is not { } token) return ExitCode.Usage;
            return await AgentEntry.JoinAsync(token, server, folder, stop) is { } entry ? await EnterAsync(entry, options, name, serving, stop) : ExitCode.Environment;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }

    // Who it is, it was told when it was invited.
    private static async Task<int> EnterAsync(AgentEntry entry, AgentOptions options, string? name, AgentServing? serving, CancellationToken stop)
    {
        string invited = entry.Access.Credentials.Name;
        if (name is not null && name != invited) return Screen.Complain($"--name {name}: it was invited as {invited}");
        return await JoinAsync(new NatsLinkOptions { Server = entry.Server, Access = entry.Access, State = entry.Folder }, options with { Name = invited }, serving, stop);
    }

    private static async Task<int> JoinAsync(NatsLinkOptions link, AgentOptions options, AgentServing? serving, CancellationToken stop)
    {
        if (!NatsAgentEnd.IsName(options.Name)) return Screen.Complain($"--name {options.Name} is not a name on NATS: use at most 64 letters, digits, - and _");
        if (FileLimit.Fault() is { } tooFew) Screen.Complain(tooFew);
        if (options.Limits is null) Screen.Complain("no --limits file: nothing may be dialled");
        try
        {
            await JoinedAgent.RunAsync(link, options with { Limits = options.Limits ?? AgentLimits.Nothing }, serving, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop before there was a server.
        }

        return ExitCode.Interrupted;
    }
}
