using System.Data.Common;
using System.Threading.Channels;
using Quartz;

namespace LoadProbe.Controller;

/// <summary>
/// What is due when, while a controller leads. Quartz has one trigger for the next time of each scenario, and one for the housekeeping; they are
/// made of what the definitions and the store say, again whenever those change or something was settled.
/// </summary>
internal sealed class Timetable : IAsyncDisposable
{
    private const string Runs = "runs";

    private static readonly TimeSpan TidyEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookAtMostEvery = TimeSpan.FromSeconds(1);
    // Quartz tries again and again by itself, and says nothing of it.
    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ShutdownWithin = TimeSpan.FromSeconds(2);
    // An agent says each second that it is there: a run that is due by now has all of them.
    private static readonly TimeSpan AgentsHeardWithin = TimeSpan.FromSeconds(2);
    private static readonly JobKey Run = new("run"), Housekeeping = new("housekeeping");
    private static readonly TriggerKey EachMinute = new("housekeeping");

    private readonly IStore _store;
    private readonly ScheduledRuns? _runs;
    private readonly StandaloneSchedulerFactory _clockwork;
    private readonly TimeProvider _time;
    private readonly Outage _schedule, _housekeeping;
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _end = new();
    private readonly Task _keeping;
    private IScheduler? _scheduler;

    public Timetable(Controller controller, TimetableOptions options, TimeProvider time)
    {
        (_store, _time) = (controller.Store, time);
        (_schedule, _housekeeping) = (new Outage("the schedule", options.Tell), new Outage("the housekeeping", options.Tell));
        _runs = options.StartsRuns ? new ScheduledRuns(controller, options.Tell, time) : null;
        _clockwork = Clockwork.Build(options.IsShared ? _store.Shared : null, this, Failed, time);
        _keeping = KeepAsync(options.IsShared ? AgentsHeardWithin : TimeSpan.Zero);
    }

    /// <summary>What is due may be another now.</summary>
    public void Changed() => _changes.Writer.TryWrite(true);

    /// <summary>Settles what is due of a scenario.</summary>
    public async Task SettleAsync(string scenario)
    {
        await TryAsync(t => _runs?.SettleAsync(scenario, t) ?? Task.CompletedTask, _schedule).ConfigureAwait(false);
        Changed();
    }

    /// <summary>Does the housekeeping.</summary>
    public Task TidyAsync() => TryAsync(_store.TidyAsync, _housekeeping);

    /// <summary>Nothing more is begun from here on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        // Without its database Quartz may take longer, and ends by itself.
        await EndAsync().WaitAsync(ShutdownWithin, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task EndAsync()
    {
        await _keeping.ConfigureAwait(false);
        await _clockwork.DisposeAsync().ConfigureAwait(false);
    }

    private async Task KeepAsync(TimeSpan begin)
    {
        try
        {
            await Task.Delay(begin, _time, _end.Token).ConfigureAwait(false);
            Changed();
            while (await _changes.Reader.WaitToReadAsync(_end.Token).ConfigureAwait(false))
            {
                _changes.Reader.TryRead(out _);
                Task<bool> looking = TryAsync(LookAsync, _schedule);
                if (await Task.WhenAny(looking, Task.Delay(AnsweredWithin, _time, _end.Token)).ConfigureAwait(false) != looking) Failed(new TimeoutException($"it has not answered for {Durations.Text(AnsweredWithin)}"));
                if (!await looking.ConfigureAwait(false)) Changed();
                await Task.Delay(LookAtMostEvery, _time, _end.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Whoever leads next goes on from what the store has.
        }
    }

    private async Task LookAsync(CancellationToken token)
    {
        IScheduler scheduler = _scheduler ??= await BuildAsync(token).ConfigureAwait(false);
        if (_runs is not null) await ScheduleAsync(scheduler, await _runs.NextAsync(token).ConfigureAwait(false), token).ConfigureAwait(false);
        await scheduler.Start(token).ConfigureAwait(false);
    }

    private async Task<IScheduler> BuildAsync(CancellationToken token)
    {
        IScheduler scheduler = await _clockwork.GetScheduler(token).ConfigureAwait(false);
        var replace = new AddJobOptions { Replace = true };
        await scheduler.AddJob(JobBuilder.Create<RunJob>().WithIdentity(Run).StoreDurably().Build(), replace, token).ConfigureAwait(false);
        await scheduler.AddJob(JobBuilder.Create<HousekeepingJob>().WithIdentity(Housekeeping).StoreDurably().Build(), replace, token).ConfigureAwait(false);
        if (await scheduler.GetTriggerState(EachMinute, token).ConfigureAwait(false) is not (TriggerState.None or TriggerState.Error)) return scheduler;
        // What was not done in its time is done once, at once.
        ITrigger trigger = TriggerBuilder.Create(_time).WithIdentity(EachMinute).ForJob(Housekeeping).StartAt(_time.GetUtcNow() + TidyEvery)
            .WithSimpleSchedule(s => s.WithInterval(TidyEvery).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NowWithRemainingCount))
            .Build();
        await scheduler.ScheduleJob(trigger, ScheduleJobOptions.Replacing, token).ConfigureAwait(false);
        return scheduler;
    }

    private async Task ScheduleAsync(IScheduler scheduler, IReadOnlyList<(string Scenario, DateTimeOffset At)> due, CancellationToken token)
    {
        Dictionary<TriggerKey, (string Scenario, DateTimeOffset At)> wanted = due.ToDictionary(d => new TriggerKey($"{d.At.Rfc3339()} {d.Scenario}", Runs));
        PagedResult<TriggerHeader> there = await scheduler.QueryTriggers(new TriggerQuery { Group = GroupMatcher<TriggerKey>.GroupEquals(Runs), Take = PagedQuery.All }, token).ConfigureAwait(false);
        TriggerKey[] gone = [.. there.Items.Where(t => !wanted.ContainsKey(t.Key) || t.State is TriggerState.Complete or TriggerState.Error).Select(t => t.Key)];
        if (gone.Length > 0) await scheduler.UnscheduleJobs(gone, token).ConfigureAwait(false);
        foreach ((TriggerKey key, (string scenario, DateTimeOffset at)) in wanted.Where(w => gone.Contains(w.Key) || there.Items.All(t => t.Key != w.Key)))
        {
            // However late: what is due for too long is not started, and that is said.
            ITrigger trigger = TriggerBuilder.Create(_time).WithIdentity(key).ForJob(Run).UsingJobData(RunJob.Scenario, scenario).StartAt(at)
                .WithSimpleSchedule(s => s.WithRepeatCount(0).WithMisfireInstruction(SimpleTriggerMisfireInstruction.IgnoreMisfires))
                .Build();
            await scheduler.ScheduleJob(trigger, cancellationToken: token).ConfigureAwait(false);
        }
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> work, Outage outage)
    {
        try
        {
            await work(_end.Token).ConfigureAwait(false);
            outage.Over();
            return true;
        }
        catch (Exception e) when (e is DbException or SchedulerException or IOException or TimeoutException)
        {
            // What is broken off at the end says so in ways of its own.
            if (!_end.IsCancellationRequested) outage.Began(e);
            return false;
        }
    }

    private void Failed(Exception why)
    {
        if (_end.IsCancellationRequested) return;
        _schedule.Began(why);
        Changed();
    }
}
