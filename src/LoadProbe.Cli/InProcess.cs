using System.Reflection;
using LoadProbe.Agent;
using LoadProbe.Controller;
using LoadProbe.Definitions;
using LoadProbe.Link;
using LoadProbe.Metrics;

namespace LoadProbe.Cli;

/// <summary>A controller and one agent in this process, joined by the in-process link: what run, dev and demo stand on.</summary>
internal sealed class InProcess : IAsyncDisposable
{
    private readonly Agent.Agent _agent;

    private InProcess(Controller.Controller controller, Agent.Agent agent, ProbeRunner runner, MetricsBook metrics) =>
        (Controller, _agent, Runner, Metrics) = (controller, agent, runner, metrics);

    public Controller.Controller Controller { get; }

    public ProbeRunner Runner { get; }

    public MetricsBook Metrics { get; }

    public static string Version { get; } = typeof(InProcess).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <param name="options">Of the agent.</param>
    /// <param name="store">Closed with the controller.</param>
    /// <param name="time">The clock of both.</param>
    /// <param name="token">Stops the start.</param>
    /// <param name="bundles">Packs what is approved of, and what is kept to clean up after a run; null = neither can be.</param>
    public static async Task<InProcess> StartAsync(AgentOptions options, IStore store, TimeProvider time, CancellationToken token, IBundles? bundles = null)
    {
        var link = new InProcessLink();
        var metrics = new MetricsBook(Version);
        var controller = new Controller.Controller(store, metrics, time) { Bundles = bundles, Tell = Serving.Tell };
        controller.Lead(link, epoch: 1);
        options = options with { Outbox = options.Outbox ?? StateFolder.Outbox, Tell = Serving.Tell };
        var secrets = new SecretStore();
        var runner = new ProbeRunner(options, secrets, time);
        var agent = new Agent.Agent(options, link.Connect(options.Name), runner, secrets, time, bundles: bundles);
        await agent.StartAsync(token);
        await controller.AgentJoinedAsync(token);
        return new InProcess(controller, agent, runner, metrics);
    }

    /// <summary>Done when what earlier processes left behind is cleaned up, as far as it can be.</summary>
    public Task CleanedAsync(CancellationToken token) => _agent.CleanedAsync(token);

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await Controller.DisposeAsync();
    }
}
