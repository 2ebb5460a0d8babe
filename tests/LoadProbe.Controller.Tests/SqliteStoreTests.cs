using Microsoft.Data.Sqlite;

namespace LoadProbe.Controller.Tests;

public sealed class SqliteStoreTests : StoreTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-store-").FullName;

    private protected override Dialect Dialect => Dialect.Sqlite;

    private string File => Path.Combine(_folder, "store.db");

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return base.DisposeAsync();
    }

    private protected override async Task<IStore> OpenAsync() => await SqliteStore.OpenAsync(File, Time);

    private protected override Task<object?> ScalarAsync(string sql) => Task.FromResult(Scalar(sql));

    [Fact]
    public async Task A_file_of_the_first_version_still_opens_with_all_that_was_in_it()
    {
        const string run = "20260301-073000-abcd1234";
        long started = Micros.Of(Now.AddHours(-2));
        Scalar(Migration.Of(Dialect.Sqlite)[0].Script);
        Scalar($"INSERT INTO result VALUES ('0190b5e0-0000-7000-8000-000000000001', 'a', 'shop', 'agent-1', {started}, 20000, 'pass', 'ok', '{{}}')");
        Scalar($"INSERT INTO run VALUES ('{run}', 'press', {started}, 'completed', 'pass', '{{}}')");
        Scalar($"INSERT INTO snapshot VALUES ('{run}', 'agent-1', 1, 1000000, 11, 10, 1, 10, 0, x'', x'', x'')");
        Scalar("PRAGMA user_version = 1");

        await using IStore store = await OpenAsync();
        await store.TidyAsync(Token);
        Assert.Single(await store.ResultsAsync("a", 10, Token));
        Assert.Equal("{}", await store.RunAsync(run, Token));
        Assert.Equal(started + 1_000_000, Scalar("SELECT taken FROM snapshot"));
        Assert.Single(await store.RollUpsAsync("a", RollUpWidth.Hour, Now.AddDays(-1), Now, Token));
        Assert.Equal(string.Join(',', Migration.Of(Dialect.Sqlite).Select(m => m.Name)), Scalar("SELECT group_concat(name) FROM (SELECT name FROM migration ORDER BY number)"));
    }

    [Fact]
    public async Task A_file_that_only_a_newer_program_knows_is_refused_by_its_user_version_too()
    {
        await using (await OpenAsync())
        {
        }

        Assert.Equal((long)Migration.Of(Dialect.Sqlite).Count, Scalar("PRAGMA user_version"));
        Scalar("PRAGMA user_version = 99");
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(OpenAsync);
        Assert.Contains($"the store {File} is of version 99", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(99L, Scalar("PRAGMA user_version"));
    }

    private object? Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
