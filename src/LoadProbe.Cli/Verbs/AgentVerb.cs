using System.CommandLine;
using LoadProbe.Agent;
using LoadProbe.Browser;
using LoadProbe.Definitions;
using LoadProbe.Metrics;
using Microsoft.AspNetCore.Builder;

namespace LoadProbe.Cli;

/// <summary>An agent by itself: answers /probe, runs the probes of a folder, and serves /metrics.</summary>
internal static class AgentVerb
{
    public static Command Create(CancellationToken stop)
    {
        Option<string> listen = CommonOptions.Listen("127.0.0.1:9115");
        var probes = new Option<string?>("--probes") { Description = "A folder of probes to run" };
        var capture = new Option<bool>("--capture") { Description = "Capture packets beside the probes" };
        var verb = new Command("agent", "An agent by itself: /probe, /metrics and the probes of a folder") { listen, probes, capture };
        verb.SetAction(async (parsed, _) =>
        {
            if (ListenAddress.Parse(parsed.GetValue(listen)!) is not { } address) return ExitCode.Usage;
            var files = DefinitionFiles.LoadAll(parsed.GetValue(probes) is { } folder ? [folder] : []);
            Screen.Complain(files.Mistakes);
            var secrets = new SecretStore();
            TimeProvider time = TimeProvider.System;
            var options = new AgentOptions { Capture = parsed.GetValue(capture) };
            var metrics = new MetricsBook(InProcess.Version);
            await using var runner = new ProbeRunner(options, new BrowserPool(new BrowserOptions { AtOnce = options.Browsers }, time), new PacketWatch(options.Capture, time), secrets, time);
            await using var alone = await StandaloneAgent.StartAsync(options, files.Probes, runner, metrics, time, stop);
            await using WebApplication app = await Web.StartAsync(address, a => a.MapAgent(metrics, time), stop);
            await Console.Error.WriteLineAsync($"listening on {Web.Address(app)}");
            await Waiting.ForAsync(null, stop);
            return ExitCode.Interrupted;
        });
        return verb;
    }
}
