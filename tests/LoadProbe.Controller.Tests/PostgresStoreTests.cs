using Npgsql;

namespace LoadProbe.Controller.Tests;

public sealed class PostgresStoreTests(SharedPostgres shared) : StoreTests
{
    private string _connection = "";

    private protected override Dialect Dialect => Dialect.Postgres;

    public override async ValueTask InitializeAsync() => _connection = await shared.ConnectionAsync();

    private protected override async Task<IStore> OpenAsync() => await PostgresStore.OpenAsync(_connection, Time, null, Token);

    private protected override async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync(Token);
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(Token);
    }

    [Fact]
    public async Task Each_day_is_a_partition_that_is_made_ahead_of_time_and_dropped_as_a_whole()
    {
        await using (IStore store = await OpenAsync())
        {
            Assert.Equal("result_20260301,result_20260302,result_20260303", await DaysAsync());
            store.TryAdd(Result("a", Now.AddDays(-3)));
        }

        Assert.Equal("result_20260226,result_20260301,result_20260302,result_20260303", await DaysAsync());

        Time.SetUtcNow(Now.AddDays(29));
        await using IStore later = await OpenAsync();
        await later.TidyAsync(Token);
        Assert.Equal("result_20260301,result_20260302,result_20260303,result_20260330,result_20260331,result_20260401", await DaysAsync());
        // One that was attached has the indexes of its parent.
        Assert.Equal(3L, await ScalarAsync("SELECT count(*) FROM pg_index WHERE indrelid = 'result_20260302'::regclass"));

        Task<object?> DaysAsync() => ScalarAsync("SELECT string_agg(inhrelid::regclass::text, ',' ORDER BY inhrelid::regclass::text) FROM pg_inherits WHERE inhparent = 'result'::regclass");
    }

    [Fact]
    public async Task A_row_that_the_database_can_never_take_is_counted_and_keeps_no_other_out()
    {
        await using IStore store = await OpenAsync();
        for (int i = 0; i < 10; i++) Assert.True(store.TryAdd(Result("a", Now, agent: i == 6 ? "a zero: \0" : "agent-1")));
        await store.FlushAsync(Token);
        Assert.Equal(9, (await store.ResultsAsync("a", 100, Token)).Count);
        Assert.Equal(1, store.Dropped);
    }

    [Fact]
    public async Task Two_controllers_write_the_same_results_and_each_is_stored_once()
    {
        ProbeResult[] results = [.. Enumerable.Range(0, 2_000).Select(i => Result("a", Now.AddSeconds(-i)))];
        await using IStore one = await OpenAsync();
        await using IStore other = await OpenAsync();
        await Task.WhenAll(Task.Run(() => TellAsync(one, results)), Task.Run(() => TellAsync(other, results.Reverse())));
        await Task.WhenAll(one.TidyAsync(Token), other.TidyAsync(Token));
        Assert.Equal(2_000L, await ScalarAsync("SELECT count(*) FROM result"));
        Assert.Equal(0, one.Dropped + other.Dropped);
        DateTimeOffset minute = Now.AddMinutes(-5).AddSeconds(-30);
        Assert.Equal(60, Assert.Single(await one.RollUpsAsync("a", RollUpWidth.Minute, minute, minute.AddMinutes(1), Token)).Count);

        static async Task TellAsync(IStore store, IEnumerable<ProbeResult> results)
        {
            foreach (ProbeResult[] some in results.Chunk(50))
            {
                foreach (ProbeResult result in some) Assert.True(store.TryAdd(result));
                await store.FlushAsync(Token);
            }
        }
    }

    [Fact]
    public async Task Two_controllers_that_are_told_the_same_in_another_order_never_wait_for_each_other()
    {
        await using IStore one = await OpenAsync();
        await using IStore other = await OpenAsync();
        for (int round = 0; round < 20; round++)
        {
            ProbeResult[] results = [.. Enumerable.Range(0, 1_000).Select(i => Result("a", Now.AddSeconds(-i)))];
            // A deadlock would cost a writer a pause, which on this clock never ends.
            await Task.WhenAll(Task.Run(() => TellAsync(one, results)), Task.Run(() => TellAsync(other, results.Reverse()))).WaitAsync(TimeSpan.FromSeconds(60), Token);
        }

        Assert.Equal(20_000L, await ScalarAsync("SELECT count(*) FROM result"));

        static async Task TellAsync(IStore store, IEnumerable<ProbeResult> results)
        {
            foreach (ProbeResult result in results) Assert.True(store.TryAdd(result));
            await store.FlushAsync(Token);
        }
    }
}
