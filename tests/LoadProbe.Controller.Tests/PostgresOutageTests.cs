using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace LoadProbe.Controller.Tests;

/// <summary>A PostgreSQL that crashes in the middle of writing, as a real one does.</summary>
public sealed class PostgresOutageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ProbeResult Result() => new()
    {
        Id = Guid.CreateVersion7(), Probe = "a", Target = "shop", Agent = "agent-1",
        Journey = new JourneyResult { Started = TimeProvider.System.GetUtcNow(), Duration = TimeSpan.FromMilliseconds(20), Outcome = Outcome.Ok, Steps = [] },
    };

    [Fact]
    public async Task A_crash_while_writing_loses_nothing_that_was_acknowledged_or_queued_and_doubles_nothing()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        string connection = server.Connection(await server.CreateDatabaseAsync());
        await using IStore store = await PostgresStore.OpenAsync(connection, TimeProvider.System, null, Token);
        var told = new List<Guid>();
        int acknowledged = 0;
        using var stop = new CancellationTokenSource();
        Task writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                Tell(20);
                store.TryAdd("20260301-093000-abcd1234", ScriptedAgent.Example(told.Count));
                await store.FlushAsync(Token);
                Volatile.Write(ref acknowledged, told.Count);
            }
        });
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Token);
        late.CancelAfter(Patience);
        while (Volatile.Read(ref acknowledged) < 1_000)
        {
            if (writing.IsCompleted) await writing;
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, late.Token);
        }

        await server.CrashAsync();
        int atTheCrash = Volatile.Read(ref acknowledged);
        Assert.False(writing.IsCompleted);
        await stop.CancelAsync();
        // What comes while it is away waits its turn.
        Guid[] meanwhile = Tell(3_000, apart: true);
        Task flushed = store.FlushAsync(Token);
        Assert.False(flushed.IsCompleted);
        await server.ResumeAsync();
        await Task.WhenAll(writing, flushed).WaitAsync(Patience, TimeProvider.System, Token);

        List<Guid> rows = await StoredAsync();
        HashSet<Guid> stored = [.. rows];
        Assert.All(told.Take(atTheCrash), id => Assert.Contains(id, stored));
        Assert.All(told, id => Assert.Contains(id, stored));
        Assert.All(meanwhile, id => Assert.Contains(id, stored));
        Assert.Equal(told.Count + meanwhile.Length, stored.Count);
        Assert.Equal(stored.Count, rows.Count);
        Assert.Equal(0, store.Dropped);

        Guid[] Tell(int count, bool apart = false)
        {
            ProbeResult[] results = [.. Enumerable.Range(0, count).Select(_ => Result())];
            foreach (ProbeResult result in results) Assert.True(store.TryAdd(result));
            if (!apart) told.AddRange(results.Select(r => r.Id));
            return [.. results.Select(r => r.Id)];
        }

        async Task<List<Guid>> StoredAsync()
        {
            await using var reading = new NpgsqlConnection(connection);
            await reading.OpenAsync(Token);
            await using var command = new NpgsqlCommand("SELECT id FROM result", reading);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(Token);
            var ids = new List<Guid>();
            while (await reader.ReadAsync(Token)) ids.Add(reader.GetGuid(0));
            return ids;
        }
    }

    [Fact]
    public async Task More_than_the_queue_holds_is_counted_and_all_else_is_written_when_the_database_is_back()
    {
        const int told = 25_000;
        await using PostgresServer server = await PostgresServer.StartAsync();
        await using IStore store = await PostgresStore.OpenAsync(server.Connection(await server.CreateDatabaseAsync()), TimeProvider.System, null, Token);
        await store.FlushAsync(Token);
        await server.CrashAsync();
        int taken = Enumerable.Range(0, told).Count(_ => store.TryAdd(Result()));
        Assert.InRange(taken, 20_000, told - 1);
        Assert.Equal(told - taken, store.Dropped);

        await server.ResumeAsync();
        await store.FlushAsync(Token).WaitAsync(Patience, TimeProvider.System, Token);
        Assert.Equal(taken, (await store.ResultsAsync(null, told, Token)).Count);
        Assert.Equal(told - taken, store.Dropped);
    }

    [Fact]
    public async Task Closing_while_the_database_is_away_has_an_end_and_counts_what_was_not_written()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using PostgresServer server = await PostgresServer.StartAsync();
        IStore store = await PostgresStore.OpenAsync(server.Connection(await server.CreateDatabaseAsync()), time, null, Token);
        await store.FlushAsync(Token);
        await server.CrashAsync();
        for (int i = 0; i < 100; i++) Assert.True(store.TryAdd(Result()));
        Task closing = store.DisposeAsync().AsTask();
        await time.WhileAsync(closing);
        Assert.Equal(100, store.Dropped);
    }
}
