using LoadProbe.Metrics;

namespace LoadProbe.Agent;

/// <summary>An agent without a controller: the same schedule, with its results in its own metrics.</summary>
public sealed class StandaloneAgent : IAsyncDisposable
{
    private readonly CancellationTokenSource _shutdown = new();
    private readonly RunningProbes _running = new();
    private ProbeSchedule? _schedule;

    public static async Task<StandaloneAgent> StartAsync(AgentOptions options, IReadOnlyList<Probe> probes, ProbeRunner runner, MetricsBook metrics, TimeProvider time, CancellationToken token)
    {
        var agent = new StandaloneAgent();
        metrics.Joined(options.Name, options.Labels);
        agent._schedule = await ProbeSchedule.StartAsync(
            options.Name,
            async (probe, start, _) =>
            {
                using IDisposable running = agent._running.Begin();
                ProbeResult result = await runner.RunAsync(probe, agent._shutdown.Token).ConfigureAwait(false);
                metrics.Write(result with { Lateness = start.Lateness });
            },
            ScheduleFigures.Of(options, metrics) with { Skipped = (probe, reason) => metrics.Probes.Skipped(probe, agent._schedule?.Find(probe)?.Journey.Target.Name ?? "", options.Name, reason) },
            time,
            token).ConfigureAwait(false);
        await agent._schedule.ApplyAsync(probes, token).ConfigureAwait(false);
        return agent;
    }

    public async ValueTask DisposeAsync()
    {
        await _shutdown.CancelAsync().ConfigureAwait(false);
        if (_schedule is not null) await _schedule.DisposeAsync().ConfigureAwait(false);
        await _running.EndedAsync().ConfigureAwait(false);
        _shutdown.Dispose();
    }
}
