using System.CommandLine;
using LoadProbe.Agent;
using LoadProbe.Definitions;
using LoadProbe.Link;
using LoadProbe.Metrics;
using Microsoft.AspNetCore.Builder;

namespace LoadProbe.Cli;

/// <summary>
/// An agent by itself: answers /probe, runs the probes of a folder, and serves /metrics. With a controller it does what that
/// says instead, and listens to nobody else.
/// </summary>
internal static class AgentVerb
{
    public static Command Create(CancellationToken stop)
    {
        Option<string> listen = CommonOptions.Listen("127.0.0.1:9115");
        var probes = new Option<string?>("--probes") { Description = "A folder of probes to run" };
        var capture = new Option<bool>("--capture") { Description = "Capture packets beside the probes" };
        Option<string> controller = CommonOptions.Nats("--controller", "Join the controller on this NATS server, such as nats://10.0.0.5:4222");
        var name = new Option<string?>("--name") { Description = "Its name, unique in the fleet: letters, digits, - and _" };
        var labels = new Option<string[]>("--label") { Description = "Where it is: K=V, such as city=Shanghai; may be repeated", AllowMultipleArgumentsPerToken = false };
        var verb = new Command("agent", "An agent by itself: /probe, /metrics and the probes of a folder; or one that joins a controller") { listen, probes, capture, controller, name, labels };
        verb.SetAction(async (parsed, _) =>
        {
            if (CommonOptions.Pairs("--label", parsed.GetValue(labels)) is not { } place) return ExitCode.Usage;
            var options = new AgentOptions { Capture = parsed.GetValue(capture), Labels = place };
            if (parsed.GetValue(name) is { } called) options = options with { Name = called };
            if (parsed.GetValue(controller) is { } server) return await JoinAsync(server, options, stop);
            if (ListenAddress.Parse(parsed.GetValue(listen)!) is not { } address) return ExitCode.Usage;
            var files = DefinitionFiles.LoadAll(parsed.GetValue(probes) is { } folder ? [folder] : []);
            Screen.Complain(files.Mistakes);
            var secrets = new SecretStore();
            TimeProvider time = TimeProvider.System;
            var metrics = new MetricsBook(InProcess.Version);
            await using var runner = new ProbeRunner(options, secrets, time);
            await using var alone = await StandaloneAgent.StartAsync(options, files.Probes, runner, metrics, time, stop);
            await using WebApplication app = await Web.StartAsync(address, _ => { }, a => a.MapAgent(metrics, time), stop);
            await Console.Error.WriteLineAsync($"listening on {Web.Address(app)}");
            await Waiting.ForAsync(null, stop);
            return ExitCode.Interrupted;
        });
        return verb;
    }

    private static async Task<int> JoinAsync(string server, AgentOptions options, CancellationToken stop)
    {
        if (!NatsAgentEnd.IsName(options.Name)) return Screen.Complain($"--name {options.Name} is not a name on NATS: use at most 64 letters, digits, - and _");
        if (FileLimit.Fault() is { } tooFew) Screen.Complain(tooFew);
        try
        {
            await JoinedAgent.RunAsync(server, options, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop before there was a server.
        }

        return ExitCode.Interrupted;
    }
}
