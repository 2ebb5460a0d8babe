using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.Controller.Tests;

/// <summary>Who leads when controllers come and go, on a real store.</summary>
public sealed class CandidacyTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-candidacy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Of_two_one_leads_and_when_it_ends_the_other_does_at_once_in_a_later_epoch()
    {
        await using IStore store = await OpenAsync();
        var first = new Controlling(store, "first");
        Assert.Equal(1, await first.LedAsync());
        var second = new Controlling(store, "second");

        await first.EndAsync();

        Assert.Equal(2, await second.LedAsync());
        Assert.Equal(("second", 2, true), await store.Leadership.LeaderAsync(CancellationToken.None));
        Assert.Equal(["first leads, epoch 1", "first gave up leadership of epoch 1"], first.Told);
        await second.EndAsync();
        Assert.Equal(("second", 2, false), await store.Leadership.LeaderAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_leader_that_dies_is_followed_once_its_row_has_expired()
    {
        await using IStore store = await OpenAsync();
        // It says nothing more after this.
        Assert.Equal(1, await store.Leadership.TryLeadAsync("dead", TimeSpan.FromSeconds(2), CancellationToken.None));
        var next = new Controlling(store, "next");

        Assert.Equal(2, await next.LedAsync());
        await next.EndAsync();
    }

    [Fact]
    public async Task A_leader_whose_row_another_has_taken_leads_no_more()
    {
        await using IStore store = await OpenAsync();
        var old = new Controlling(store, "old");
        await old.LedAsync();
        await ExecuteAsync("UPDATE leadership SET holder = 'another', epoch = 7");

        await old.LostAsync();

        await old.EndAsync();
        Assert.Contains("old leads no more: epoch 1 is lost", old.Told);
    }

    [Fact]
    public async Task A_leader_that_cannot_reach_the_store_leads_no_more_before_another_may()
    {
        var time = new FakeTimeProvider();
        await using IStore store = await OpenAsync();
        bool away = false;
        var leadership = new Leadership(Dialect.Sqlite, async token => away ? throw new SqliteException("the disk is gone", 14) : await OpenConnectionAsync(token));
        var leader = new Controlling(leadership, "leader", time);
        await leader.LedAsync();
        away = true;

        // Another may begin 5 s after the last renewal.
        Task lost = leader.LostAsync();
        TimeSpan passed = TimeSpan.Zero;
        for (; !lost.IsCompleted && passed < Candidacy.Life; passed += TimeSpan.FromMilliseconds(100))
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(lost, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
        }

        Assert.True(lost.IsCompleted && passed < Candidacy.Life, $"it still led after {passed}");
        Assert.Contains("leader the store cannot say who leads: the disk is gone", leader.Told);
        away = false;
        await leader.EndAsync(() => time.Advance(TimeSpan.FromSeconds(1)));
    }

    private async Task<IStore> OpenAsync() => await SqliteStore.OpenAsync(Path.Combine(_folder, "store.db"), TimeProvider.System);

    private async Task<DbConnection> OpenConnectionAsync(CancellationToken token)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "store.db")}");
        await connection.OpenAsync(token);
        return connection;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using DbConnection connection = await OpenConnectionAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A candidate whose leading is to wait for its end.</summary>
    private sealed class Controlling
    {
        private readonly TaskCompletionSource<long> _led = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        public Controlling(IStore store, string name)
            : this(store.Leadership, name, TimeProvider.System)
        {
        }

        public Controlling(Leadership leadership, string name, TimeProvider time) =>
            _running = Task.Run(() => new Candidacy(leadership, name, time, what => Told.Add($"{name} {what}")).RunAsync(LeadAsync, _stop.Token));

        public System.Collections.Concurrent.BlockingCollection<string> Told { get; } = [];

        public Task<long> LedAsync() => _led.Task.WaitAsync(Limit);

        public Task LostAsync() => _lost.Task.WaitAsync(Limit);

        /// <param name="meanwhile">Done again and again until it has ended.</param>
        public async Task EndAsync(Action? meanwhile = null)
        {
            await _stop.CancelAsync();
            for (int i = 0; i < 1_000 && !_running.IsCompleted; i++)
            {
                meanwhile?.Invoke();
                await Task.WhenAny(_running, Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System));
            }

            await _running.WaitAsync(TimeSpan.FromSeconds(1));
        }

        private async Task LeadAsync(long epoch, CancellationToken token)
        {
            _led.TrySetResult(epoch);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _lost.TrySetResult();
        }
    }
}
