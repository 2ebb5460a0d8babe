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
        var gate = new KindGate(options.Limits?.ProbesAtOnce ?? AgentLimits.Nothing.ProbesAtOnce);
        ScheduleEvents events = ScheduleFigures.Of(options, metrics) with { Skipped = (probe, reason) => metrics.Probes.Skipped(probe, agent._schedule?.Find(probe)?.Journey.Target.Name ?? "", options.Name, reason) };
        metrics.Joined(options.Name, options.Labels);
        agent._schedule = await ProbeSchedule.StartAsync(
            options.Name,
            async (probe, start, _) =>
            {
                using IDisposable running = agent._running.Begin();
                using IDisposable? place = gate.TryEnter(probe.Journey);
                if (place is null)
                {
                    events.Skipped(probe.Name, "limit");
                    return;
                }

                ProbeResult result = await runner.RunAsync(probe, agent._shutdown.Token).ConfigureAwait(false);
                metrics.Write(result with { Lateness = start.Lateness });
            },
            events,
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
