using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace LoadProbe.Controller.Tests;

public sealed class StoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-store-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Path => System.IO.Path.Combine(_folder, "store.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private SqliteStore Open() => SqliteStore.Open(Path, TimeProvider.System);

    private static ProbeResult Result(string probe, int second, Outcome outcome = Outcome.Ok) => new()
    {
        Id = Guid.CreateVersion7(), Probe = probe, Target = "shop", Agent = "agent-1",
        Journey = new JourneyResult { Started = new DateTimeOffset(2026, 3, 1, 9, 30, second, TimeSpan.Zero), Duration = TimeSpan.FromMilliseconds(20), Outcome = outcome, Steps = [] },
    };

    private static async Task<RunReport> RunAsync()
    {
        Controlled run = await Controlled.StartAsync();
        await run.Agent.SecondAsync();
        return await run.EndAsync(cause: null);
    }

    [Fact]
    public async Task What_was_stored_survives_closing_and_is_read_newest_first()
    {
        ProbeResult old = Result("a", 1), newer = Result("a", 2, Outcome.ConnectRefused), other = Result("b", 3);
        await using (SqliteStore store = Open()) Assert.All([newer, old, other], r => Assert.True(store.TryAdd(r)));

        await using SqliteStore again = Open();
        Assert.Equal([ResultJson.Text(newer), ResultJson.Text(old)], await again.ResultsAsync("a", 10, Token));
        Assert.Equal([ResultJson.Text(other)], await again.ResultsAsync(null, 1, Token));
        Assert.Equal(ResultJson.Text(old), await again.ResultAsync($"{old.Id}", Token));
        Assert.Null(await again.ResultAsync($"{Guid.NewGuid()}", Token));
        Assert.Equal(0, again.Dropped);
    }

    [Fact]
    public async Task A_result_or_snapshot_told_twice_is_stored_once()
    {
        ProbeResult result = Result("a", 1);
        await using (SqliteStore store = Open())
        {
            for (int i = 0; i < 2; i++)
            {
                store.TryAdd(result);
                store.TryAdd("run-1", ScriptedAgent.Example(1));
            }
        }

        await using SqliteStore again = Open();
        Assert.Single(await again.ResultsAsync(null, 10, Token));
        Assert.Equal(1L, Scalar("SELECT count(*) FROM snapshot"));
    }

    [Fact]
    public async Task A_run_is_safe_once_it_is_saved_and_the_newest_state_of_it_counts()
    {
        RunReport run = await RunAsync();
        await using SqliteStore store = Open();
        await store.SaveAsync(run with { State = RunState.Running, Verdict = null, Ended = null }, Token);
        await store.SaveAsync(run, Token);

        StoredRun stored = Assert.Single(await store.RunsAsync(10, Token));
        Assert.Equal((run.Id, "press", run.Started, "completed", "pass"), (stored.Id, stored.Scenario, stored.Started, stored.State, stored.Verdict));
        Assert.Equal(RunJson.Text(run), await store.RunAsync(run.Id, Token));
        Assert.Equal(run.Id, JsonDocument.Parse((await store.RunAsync("last", Token))!).RootElement.GetProperty("id").GetString());
        Assert.Null(await store.RunAsync("never", Token));
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_refused_and_left_alone()
    {
        await using (Open())
        {
        }

        Scalar("PRAGMA user_version = 99");
        var refusal = Assert.Throws<InvalidDataException>(Open);
        Assert.Contains($"the store {Path} is of version 99", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(99L, Scalar("PRAGMA user_version"));
    }

    private object? Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
