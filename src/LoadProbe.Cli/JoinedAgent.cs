using LoadProbe.Agent;
using LoadProbe.Definitions;
using LoadProbe.Link;
using LoadProbe.Metrics;
using Microsoft.AspNetCore.Builder;

namespace LoadProbe.Cli;

/// <summary>An agent that does what a controller says, over NATS.</summary>
internal static class JoinedAgent
{
    /// <summary>Runs until told to stop.</summary>
    /// <param name="link">Where its controller is.</param>
    /// <param name="options">Who it is, and what it may do.</param>
    /// <param name="serving">Where it serves its metrics; null = nowhere.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task RunAsync(NatsLinkOptions link, AgentOptions options, AgentServing? serving, CancellationToken stop)
    {
        TimeProvider time = TimeProvider.System;
        var secrets = new SecretStore();
        using var folder = new TemporaryFolder();
        using var bundles = new FileBundles(new LoadOptions(), folder.Path, secrets);
        await Console.Error.WriteLineAsync($"connecting to {link.Server}");
        await using NatsAgentEnd end = NatsAgentEnd.Open(options.Name, link with { Told = what => Screen.Complain(what) }, bundles, time);
        if (link.State is { } state) options = options with { Outbox = Path.Combine(state, options.Name, "outbox"), Tell = what => Screen.Complain(what) };
        var runner = new ProbeRunner(options, secrets, time);
        MetricsBook? metrics = serving is null ? null : new MetricsBook(InProcess.Version);
        if (metrics is not null)
        {
            AgentFigures.Show(metrics, options, end);
            AgentFigures.Show(metrics, options.Name, runner.Packets);
        }

        await using var agent = new Agent.Agent(options, end, runner, secrets, time, metrics, bundles);
        await agent.StartAsync(stop);
        await using WebApplication? app = serving is null ? null : await serving.StartAsync(a => a.MapJoinedAgent(metrics!, runner.Packets, () => end.IsOpen, time), stop);
        await end.ConnectedAsync(stop);
        await Console.Error.WriteLineAsync($"joined {link.Server} as {options.Name}");
        await Waiting.ForAsync(null, stop);
    }
}
