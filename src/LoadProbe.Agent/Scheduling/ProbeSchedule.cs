using System.Collections.Concurrent;
using Quartz;

namespace LoadProbe.Agent;

/// <summary>
/// The probes' clock: Quartz with its store in memory. Each probe has its own phase; a start that finds the run before
/// still under way is skipped and counted, one that was missed is not made up for. When the machine's clock is set the rhythm
/// stays; a scheduler that starts nothing any more is noticed by its missing beat, and made anew.
/// </summary>
public sealed class ProbeSchedule : IAsyncDisposable
{
    // It is a semaphore over asynchronous jobs, not a number of threads; the library's own 10 would drop most starts.
    private const int MaxConcurrency = 4_000;
    private const int MostMissed = 10;
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(1);

    private readonly string _agent;
    private readonly Func<Probe, ProbeStart, CancellationToken, Task> _run;
    private readonly ScheduleEvents _events;
    private readonly SteadyClock _clock;
    private readonly ConcurrentDictionary<string, ScheduledProbe> _scheduled = [];
    private readonly SemaphoreSlim _applying = new(1, 1);
    private readonly CancellationTokenSource _over = new();
    private Task _watching = Task.CompletedTask;
    private volatile bool _beat;

    private ProbeSchedule(string agent, Func<Probe, ProbeStart, CancellationToken, Task> run, ScheduleEvents events, TimeProvider time) =>
        (_agent, _run, _events, _clock) = (agent, run, events, new SteadyClock(time));

    /// <summary>Starts an empty schedule.</summary>
    /// <param name="agent">Its name, part of each probe's phase.</param>
    /// <param name="run">Runs a probe; is told when it was due.</param>
    /// <param name="events">Who is told what.</param>
    /// <param name="time">The clock.</param>
    /// <param name="token">Stops the start-up.</param>
    public static async Task<ProbeSchedule> StartAsync(string agent, Func<Probe, ProbeStart, CancellationToken, Task> run, ScheduleEvents events, TimeProvider time, CancellationToken token)
    {
        var schedule = new ProbeSchedule(agent, run, events, time);
        schedule.Scheduler = await schedule.BuildAsync(token).ConfigureAwait(false);
        schedule._watching = schedule.WatchAsync(schedule._over.Token);
        return schedule;
    }

    public IReadOnlyCollection<Probe> Probes => [.. _scheduled.Values.Select(s => s.Probe)];

    /// <summary>What fires now.</summary>
    internal IScheduler Scheduler { get; private set; } = null!;

    /// <summary>The probe of a name, as it is defined now; null = there is none.</summary>
    public Probe? Find(string name) => _scheduled.GetValueOrDefault(name)?.Probe;

    /// <summary>Makes the schedule hold just these probes; those that are there keep their rhythm unless their interval or group changes.</summary>
    public async Task ApplyAsync(IReadOnlyList<Probe> probes, CancellationToken token)
    {
        await _applying.WaitAsync(token).ConfigureAwait(false);
        try
        {
            HashSet<string> wanted = [.. probes.Select(p => p.Name)];
            foreach (string gone in _scheduled.Keys.Where(n => !wanted.Contains(n)).ToArray())
            {
                await Scheduler.DeleteJob(new JobKey(gone), token).ConfigureAwait(false);
                _scheduled.TryRemove(gone, out _);
            }

            foreach (Probe probe in probes)
            {
                if (probe.Every is not { } every) continue;
                // To take a trigger away and make it anew could lose the start that is due meanwhile.
                if (_scheduled.TryGetValue(probe.Name, out ScheduledProbe? old) && old.Probe.Every == every && old.Probe.Benchmark == probe.Benchmark)
                {
                    old.Probe = probe;
                    continue;
                }

                var scheduled = new ScheduledProbe(probe, _clock, _run);
                await Scheduler.DeleteJob(new JobKey(probe.Name), token).ConfigureAwait(false);
                await AddAsync(scheduled, every, token).ConfigureAwait(false);
                _scheduled[probe.Name] = scheduled;
            }
        }
        finally
        {
            _applying.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        await Scheduler.Shutdown(waitForJobsToComplete: false).ConfigureAwait(false);
        _over.Dispose();
    }

    private async Task<IScheduler> BuildAsync(CancellationToken token)
    {
        IScheduler scheduler = await QuartzSchedulerBuilder.Create(builder =>
        {
            builder.ConfigureScheduler(o => o.InstanceName = $"loadprobe-{_agent}-{Guid.NewGuid():n}");
            builder.UseDefaultThreadPool(MaxConcurrency);
            builder.UseInMemoryStore(_ => { });
            builder.UseTimeProvider(_clock);
            builder.AddTriggerListener(new SkipListener((probe, reason) => _events.Skipped(probe, reason)), []);
        }).BuildScheduler(token).ConfigureAwait(false);
        IJobDetail beat = JobBuilder.Create<BeatJob>().WithIdentity(BeatJob.Key, BeatJob.Key).UsingJobData(new JobDataMap { [BeatJob.Key] = (Action)(() => _beat = true) }).Build();
        ITrigger each = TriggerBuilder.Create().WithIdentity(BeatJob.Key, BeatJob.Key).StartAt(_clock.GetUtcNow()).WithSimpleSchedule(s => s.WithInterval(BeatEvery).RepeatForever()).Build();
        await scheduler.ScheduleJob(beat, each, cancellationToken: token).ConfigureAwait(false);
        await scheduler.Start(token).ConfigureAwait(false);
        return scheduler;
    }

    private async Task AddAsync(ScheduledProbe probe, TimeSpan every, CancellationToken token)
    {
        string name = probe.Probe.Name;
        IJobDetail job = JobBuilder.Create<ProbeJob>().WithIdentity(name).UsingJobData(new JobDataMap { [ProbeJob.Key] = probe }).Build();
        ITrigger trigger = TriggerBuilder.Create()
            .WithIdentity(name)
            .StartAt(ProbePhase.FirstStart(probe.Probe.Benchmark ?? name, _agent, every, _clock.GetUtcNow()))
            .WithOverlapPolicy(OverlapPolicy.Skip)
            .WithSimpleSchedule(s => s.WithInterval(every).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount))
            .Build();
        await Scheduler.ScheduleJob(job, trigger, cancellationToken: token).ConfigureAwait(false);
    }

    // Its own timer is not the scheduler's: a machine that is too busy for both is no reason to begin anew.
    private async Task WatchAsync(CancellationToken token)
    {
        using var tick = new PeriodicTimer(BeatEvery, _clock);
        int missed = 0;
        try
        {
            while (await tick.WaitForNextTickAsync(token).ConfigureAwait(false))
            {
                if (_clock.WasSet() is { } by) _events.ClockSet(by);
                missed = _beat ? 0 : missed + 1;
                _beat = false;
                if (missed < MostMissed) continue;
                await RestartAsync(token).ConfigureAwait(false);
                _events.Restarted(BeatEvery * missed);
                missed = 0;
            }
        }
        catch (OperationCanceledException)
        {
            // The schedule is over.
        }
    }

    private async Task RestartAsync(CancellationToken token)
    {
        await _applying.WaitAsync(token).ConfigureAwait(false);
        try
        {
            await Scheduler.Shutdown(waitForJobsToComplete: false, token).ConfigureAwait(false);
            Scheduler = await BuildAsync(token).ConfigureAwait(false);
            foreach (ScheduledProbe probe in _scheduled.Values) await AddAsync(probe, probe.Probe.Every!.Value, token).ConfigureAwait(false);
        }
        finally
        {
            _applying.Release();
        }
    }
}
