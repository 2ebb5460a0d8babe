using System.Collections.Concurrent;
using Quartz;

namespace LoadProbe.Agent;

/// <summary>
/// The probes' clock: Quartz with its store in memory. Each probe has its own phase; a start that finds the run before
/// still under way is skipped and counted, one that was missed is not made up for.
/// </summary>
public sealed class ProbeSchedule : IAsyncDisposable
{
    // It is a semaphore over asynchronous jobs, not a number of threads; the library's own 10 would drop most starts.
    private const int MaxConcurrency = 4_000;

    private readonly string _agent;
    private readonly Func<Probe, DateTimeOffset, CancellationToken, Task> _run;
    private readonly TimeProvider _time;
    private readonly IScheduler _scheduler;
    private readonly ConcurrentDictionary<string, ScheduledProbe> _scheduled = [];

    private ProbeSchedule(string agent, Func<Probe, DateTimeOffset, CancellationToken, Task> run, TimeProvider time, IScheduler scheduler) =>
        (_agent, _run, _time, _scheduler) = (agent, run, time, scheduler);

    /// <summary>Starts an empty schedule.</summary>
    /// <param name="agent">Its name, part of each probe's phase.</param>
    /// <param name="run">Runs a probe; gets its due time.</param>
    /// <param name="skipped">Told the probe and the reason of each start that did not take place.</param>
    /// <param name="time">The clock.</param>
    /// <param name="token">Stops the start-up.</param>
    public static async Task<ProbeSchedule> StartAsync(string agent, Func<Probe, DateTimeOffset, CancellationToken, Task> run, Action<string, string> skipped, TimeProvider time, CancellationToken token)
    {
        IScheduler scheduler = await QuartzSchedulerBuilder.Create(builder =>
        {
            builder.ConfigureScheduler(o => o.InstanceName = $"loadprobe-{agent}-{Guid.NewGuid():n}");
            builder.UseDefaultThreadPool(MaxConcurrency);
            builder.UseInMemoryStore(_ => { });
            builder.UseTimeProvider(time);
            builder.AddTriggerListener(new SkipListener(skipped), []);
        }).BuildScheduler(token).ConfigureAwait(false);
        await scheduler.Start(token).ConfigureAwait(false);
        return new ProbeSchedule(agent, run, time, scheduler);
    }

    public IReadOnlyCollection<Probe> Probes => [.. _scheduled.Values.Select(s => s.Probe)];

    /// <summary>Makes the schedule hold just these probes; those that are there keep their rhythm unless their interval changes.</summary>
    public async Task ApplyAsync(IReadOnlyList<Probe> probes, CancellationToken token)
    {
        HashSet<string> wanted = [.. probes.Select(p => p.Name)];
        foreach (string gone in _scheduled.Keys.Where(n => !wanted.Contains(n)).ToArray())
        {
            await _scheduler.DeleteJob(new JobKey(gone), token).ConfigureAwait(false);
            _scheduled.TryRemove(gone, out _);
        }

        foreach (Probe probe in probes)
        {
            if (probe.Every is not { } every) continue;
            // To take a trigger away and make it anew could lose the start that is due meanwhile.
            if (_scheduled.TryGetValue(probe.Name, out ScheduledProbe? old) && old.Probe.Every == every)
            {
                old.Probe = probe;
                continue;
            }

            var scheduled = new ScheduledProbe(probe, _run);
            await _scheduler.DeleteJob(new JobKey(probe.Name), token).ConfigureAwait(false);
            IJobDetail job = JobBuilder.Create<ProbeJob>().WithIdentity(probe.Name).UsingJobData(new JobDataMap { [ProbeJob.Key] = scheduled }).Build();
            ITrigger trigger = TriggerBuilder.Create()
                .WithIdentity(probe.Name)
                .StartAt(ProbePhase.FirstStart(probe.Name, _agent, every, _time.GetUtcNow()))
                .WithOverlapPolicy(OverlapPolicy.Skip)
                .WithSimpleSchedule(s => s.WithInterval(every).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount))
                .Build();
            await _scheduler.ScheduleJob(job, trigger, cancellationToken: token).ConfigureAwait(false);
            _scheduled[probe.Name] = scheduled;
        }
    }

    public ValueTask DisposeAsync() => _scheduler.Shutdown(waitForJobsToComplete: false);
}
