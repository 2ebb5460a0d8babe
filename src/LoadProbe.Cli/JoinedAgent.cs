using LoadProbe.Agent;
using LoadProbe.Definitions;
using LoadProbe.Link;

namespace LoadProbe.Cli;

/// <summary>An agent that does what a controller says, over NATS.</summary>
internal static class JoinedAgent
{
    /// <summary>Runs until told to stop.</summary>
    public static async Task RunAsync(NatsLinkOptions link, AgentOptions options, CancellationToken stop)
    {
        TimeProvider time = TimeProvider.System;
        var secrets = new SecretStore();
        using var folder = new TemporaryFolder();
        using var bundles = new FileBundles(new LoadOptions(), folder.Path, secrets);
        await Console.Error.WriteLineAsync($"connecting to {link.Server}");
        await using NatsAgentEnd end = NatsAgentEnd.Open(options.Name, link with { Told = what => Screen.Complain(what) }, bundles, time);
        var runner = new ProbeRunner(options, secrets, time);
        await using var agent = new Agent.Agent(options, end, runner, secrets, time);
        await agent.StartAsync(stop);
        await end.ConnectedAsync(stop);
        await Console.Error.WriteLineAsync($"joined {link.Server} as {options.Name}");
        await Waiting.ForAsync(null, stop);
    }
}
