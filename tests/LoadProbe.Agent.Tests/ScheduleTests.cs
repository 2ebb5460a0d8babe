using System.Threading.Channels;

namespace LoadProbe.Agent.Tests;

public sealed class ScheduleTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Channel<(string Probe, DateTimeOffset Due)> _fired = Channel.CreateUnbounded<(string, DateTimeOffset)>();
    private readonly Channel<(string Probe, string Reason)> _skipped = Channel.CreateUnbounded<(string, string)>();

    private readonly Channel<TimeSpan> _noticed = Channel.CreateUnbounded<TimeSpan>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Probe Probe(string name, TimeSpan? every = null) => new()
    {
        At = default, Every = every ?? Second, Journey = new Journey { Name = name, Target = new Target { Name = "shop", Address = new Uri("http://127.0.0.1:9/") }, Steps = [] },
    };

    private Task<ProbeSchedule> StartAsync(Func<Probe, CancellationToken, Task>? run = null, TimeProvider? time = null) => ProbeSchedule.StartAsync("agent-1", async (probe, start, token) =>
    {
        await _fired.Writer.WriteAsync((probe.Name, start.Due), Token);
        if (run is not null) await run(probe, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }, new ScheduleEvents { Skipped = (probe, reason) => _skipped.Writer.TryWrite((probe, reason)), ClockSet = by => _noticed.Writer.TryWrite(by), Restarted = after => _noticed.Writer.TryWrite(after) }, time ?? TimeProvider.System, Token);

    private async Task<List<DateTimeOffset>> NextAsync(string probe, int count)
    {
        var due = new List<DateTimeOffset>();
        while (due.Count < count)
        {
            (string name, DateTimeOffset at) = await _fired.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Token);
            if (name == probe) due.Add(at);
        }

        return due;
    }

    [Fact]
    public async Task Each_probe_starts_at_its_own_phase_once_an_interval()
    {
        await using ProbeSchedule schedule = await StartAsync();
        await schedule.ApplyAsync([Probe("a"), Probe("b")], Token);
        var due = new Dictionary<string, List<DateTimeOffset>> { ["a"] = [], ["b"] = [] };
        while (due.Values.Any(d => d.Count < 2))
        {
            (string name, DateTimeOffset at) = await _fired.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Token);
            due[name].Add(at);
        }

        foreach ((string name, List<DateTimeOffset> starts) in due)
        {
            // The scheduler's own clock has milliseconds.
            TimeSpan phase = TimeSpan.FromTicks(starts[0].UtcTicks % Second.Ticks);
            Assert.InRange(phase - ProbePhase.Of(name, "agent-1", Second), TimeSpan.FromMilliseconds(-1), TimeSpan.FromMilliseconds(1));
            Assert.Equal(Second, starts[1] - starts[0]);
        }
    }

    [Fact]
    public async Task A_start_that_finds_the_run_before_under_way_is_skipped_and_counted()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ProbeSchedule schedule = await StartAsync((_, token) => release.Task.WaitAsync(token));
        await schedule.ApplyAsync([Probe("slow")], Token);
        DateTimeOffset first = Assert.Single(await NextAsync("slow", 1));
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(("slow", "overlap"), await _skipped.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Token));
        }

        Assert.False(_fired.Reader.TryRead(out _), "it started beside itself");
        release.SetResult();
        DateTimeOffset next = Assert.Single(await NextAsync("slow", 1));
        Assert.True(next - first >= 3 * Second, "a skipped start was made up for");
        Assert.Equal(0, (next - first).Ticks % Second.Ticks);
    }

    [Fact]
    public async Task Applying_the_same_probes_again_does_not_disturb_the_rhythm()
    {
        await using ProbeSchedule schedule = await StartAsync();
        Probe[] probes = [Probe("a")];
        await schedule.ApplyAsync(probes, Token);
        List<DateTimeOffset> due = await NextAsync("a", 1);
        await schedule.ApplyAsync(probes, Token);
        due.AddRange(await NextAsync("a", 1));
        await schedule.ApplyAsync(probes, Token);
        due.AddRange(await NextAsync("a", 1));
        Assert.Equal([Second, Second], due.Zip(due.Skip(1), (a, b) => b - a));
    }

    [Fact]
    public async Task A_probe_that_is_read_anew_keeps_its_rhythm()
    {
        await using ProbeSchedule schedule = await StartAsync();
        await schedule.ApplyAsync([Probe("a")], Token);
        List<DateTimeOffset> due = await NextAsync("a", 1);
        await schedule.ApplyAsync([Probe("a"), Probe("b")], Token);
        due.AddRange(await NextAsync("a", 2));
        Assert.Equal([Second, Second], due.Zip(due.Skip(1), (a, b) => b - a));
    }

    [Fact]
    public async Task No_start_is_lost_or_doubled_however_often_many_probes_are_applied()
    {
        await using ProbeSchedule schedule = await StartAsync();
        string[] names = [.. Enumerable.Range(0, 100).Select(i => $"p{i}")];
        var due = names.ToDictionary(n => n, _ => new List<DateTimeOffset>());
        while (due.Values.Any(d => d.Count < 4))
        {
            await schedule.ApplyAsync([.. names.Select(n => Probe(n))], Token);
            while (_fired.Reader.TryRead(out (string Probe, DateTimeOffset Due) start)) due[start.Probe].Add(start.Due);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
        }

        Assert.All(due.Values, d => Assert.All(d.Zip(d.Skip(1), (before, after) => after - before), apart => Assert.Equal(Second, apart)));
    }

    [Fact]
    public async Task A_probe_that_is_no_longer_wanted_starts_no_more()
    {
        await using ProbeSchedule schedule = await StartAsync();
        Probe kept = Probe("kept");
        await schedule.ApplyAsync([kept, Probe("gone")], Token);
        await NextAsync("gone", 1);
        await schedule.ApplyAsync([kept], Token);
        Assert.Equal(["kept"], schedule.Probes.Select(p => p.Name));
        while (_fired.Reader.TryRead(out _))
        {
        }

        for (int i = 0; i < 2; i++)
        {
            (string name, _) = await _fired.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Token);
            Assert.Equal("kept", name);
        }
    }

    [Fact]
    public async Task A_changed_probe_takes_the_place_of_the_one_before()
    {
        await using ProbeSchedule schedule = await StartAsync();
        await schedule.ApplyAsync([Probe("a", TimeSpan.FromHours(6))], Token);
        await schedule.ApplyAsync([Probe("a")], Token);
        Assert.Equal(Second, Assert.Single(schedule.Probes).Every);
        Assert.Equal(2, (await NextAsync("a", 2)).Count);
    }

    [Fact]
    public async Task Probes_of_one_benchmark_group_start_at_the_same_moment_also_one_that_joins_it()
    {
        await using ProbeSchedule schedule = await StartAsync();
        Probe ours = Probe("ours") with { Benchmark = "quotes" };
        await schedule.ApplyAsync([ours, Probe("rival")], Token);
        DateTimeOffset first = Assert.Single(await NextAsync("ours", 1));
        Assert.NotEqual(first.UtcTicks % Second.Ticks, Assert.Single(await NextAsync("rival", 1)).UtcTicks % Second.Ticks);

        await schedule.ApplyAsync([ours, Probe("rival") with { Benchmark = "quotes" }], Token);
        HashSet<DateTimeOffset> joined = [.. await NextAsync("rival", 2)];
        Assert.All(joined, due => Assert.Equal(first.UtcTicks % Second.Ticks, due.UtcTicks % Second.Ticks));
    }

    [Theory]
    [InlineData(3_600)]
    [InlineData(-3_600)]
    public async Task A_clock_that_is_set_loses_and_doubles_no_start_and_is_noticed(int seconds)
    {
        var clock = new SetClock();
        await using ProbeSchedule schedule = await StartAsync(time: clock);
        await schedule.ApplyAsync([Probe("a")], Token);
        List<DateTimeOffset> due = await NextAsync("a", 1);

        clock.By = TimeSpan.FromSeconds(seconds);
        TimeSpan noticed = await _noticed.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Token);
        due.AddRange(await NextAsync("a", 3));

        Assert.InRange(noticed - clock.By, TimeSpan.FromMilliseconds(-10), TimeSpan.FromMilliseconds(10));
        Assert.Equal([Second, Second, Second], due.Zip(due.Skip(1), (a, b) => b - a));
        Assert.False(_skipped.Reader.TryRead(out _), "a start was skipped");
        Assert.False(_noticed.Reader.TryRead(out _), "it was noticed twice");
    }

    [Fact]
    public async Task A_scheduler_that_starts_nothing_any_more_is_made_anew_and_probes_keep_their_phase()
    {
        await using ProbeSchedule schedule = await StartAsync();
        await schedule.ApplyAsync([Probe("a")], Token);
        DateTimeOffset before = Assert.Single(await NextAsync("a", 1));

        // As if its thread had died: it says nothing, and fires nothing.
        await schedule.Scheduler.Standby(Token);
        TimeSpan after = await _noticed.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Token);
        while (_fired.Reader.TryRead(out _))
        {
        }

        List<DateTimeOffset> due = await NextAsync("a", 2);
        Assert.Equal(TimeSpan.FromSeconds(10), after);
        Assert.Equal(Second, due[1] - due[0]);
        Assert.InRange((due[0] - before).TotalSeconds % 1, 0, 0.002);
    }

    /// <summary>The machine's clock, set by so much; time passes as it does.</summary>
    private sealed class SetClock : TimeProvider
    {
        private long _by;

        public TimeSpan By
        {
            get => TimeSpan.FromTicks(Volatile.Read(ref _by));
            set => Volatile.Write(ref _by, value.Ticks);
        }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
    }
}
