using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace LoadProbe.Controller.Tests;

/// <summary>The audit on both stores: a chain that is appended to, and in which any change is found.</summary>
public sealed class AuditTests(SharedPostgres shared) : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("audit-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Checkpoints => Path.Combine(_folder, "signed");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_hash_is_of_a_list_that_any_program_can_make()
    {
        var what = new AuditEvent("Ada (k1)", "approved", "20260301-093000-abcd", "press on \"shop\" – ok");

        const string words = """["0000000000000000000000000000000000000000000000000000000000000000",1,"2026-03-01T09:30:00.000000Z","Ada (k1)","approved","20260301-093000-abcd","press on \"shop\" – ok"]""";
        Assert.Equal(words, System.Text.Encoding.UTF8.GetString(AuditEntry.Canonical(AuditEntry.Root, 1, Now, what)));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(words))), AuditEntry.After(AuditEntry.Root, 1, Now, what).Hash);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Entries_of_several_programs_at_once_are_one_chain(bool postgres)
    {
        string where = await WhereAsync(postgres);
        await using IStore one = await OpenAsync(where, postgres), other = await OpenAsync(where, postgres);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => (i % 2 == 0 ? one : other).Audit.AppendAsync(new AuditEvent($"person {i}", "looked", "run", $"{i}"), Now.AddSeconds(i), Token))));

        AuditVerification found = await AuditVerification.RunAsync(one.Audit, [], Token);
        Assert.Null(found.Fault);
        Assert.Equal(40, found.Entries);
        Assert.Equal(40, (await one.Audit.NewestAsync(100, Token)).Select(e => e.Event.Detail).Distinct().Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_taken_back_leaves_no_entry(bool postgres)
    {
        await using IStore store = await OpenAsync(await WhereAsync(postgres), postgres);

        Assert.False(await store.Audit.InOneAsync((_, _) => Task.FromResult<AuditEvent?>(null), Now, Token));
        await Assert.ThrowsAnyAsync<DbException>(() => store.Audit.InOneAsync(async (connection, transaction) =>
        {
            await connection.ExecuteAsync("INSERT INTO lever VALUES (1, 1, 'x', 'y')", transaction: transaction);
            await connection.ExecuteAsync("INSERT INTO lever VALUES (1, 1, 'x', 'y')", transaction: transaction);
            return new AuditEvent("x", "pulled", "lever");
        }, Now, Token));

        Assert.Empty(await store.Audit.NewestAsync(10, Token));
        Assert.Null(await store.Lever.ReadAsync(Token));
    }

    [Theory]
    [InlineData(false, "UPDATE audit SET detail = 'nothing' WHERE number = 2")]
    [InlineData(false, "DELETE FROM audit WHERE number = 3")]
    [InlineData(true, "UPDATE audit SET detail = 'nothing' WHERE number = 2")]
    [InlineData(true, "DELETE FROM audit")]
    [InlineData(true, "TRUNCATE audit")]
    public async Task The_database_refuses_to_change_it(bool postgres, string sql)
    {
        string where = await WhereAsync(postgres);
        await using IStore store = await FilledAsync(where, postgres);

        DbException refused = await Assert.ThrowsAnyAsync<DbException>(() => ExecuteAsync(where, postgres, sql));
        Assert.Contains("the audit is appended to only", refused.Message);
        Assert.Null((await AuditVerification.RunAsync(store.Audit, [], Token)).Fault);
    }

    [Theory]
    [InlineData("UPDATE audit SET detail = 'detail 0' WHERE number = 2", "entry 2 (2026-03-01T09:30:02.000000Z, Ada: approved run 2) is not what was written: its hash does not fit its words and entry 1")]
    [InlineData("UPDATE audit SET at = at + 1 WHERE number = 4", "entry 4 (2026-03-01T09:30:04.000001Z, Ada: approved run 4) is not what was written")]
    [InlineData("UPDATE audit SET who = 'Bob' WHERE number = 5", "entry 5 (2026-03-01T09:30:05.000000Z, Bob: approved run 5) is not what was written")]
    [InlineData("UPDATE audit SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE number = 3", "entry 3 ")]
    [InlineData("DELETE FROM audit WHERE number = 3", "entry 3 is gone: entry 4 follows on entry 2")]
    [InlineData("DELETE FROM audit WHERE number = 1", "entry 1 is gone: entry 2 follows on entry 0")]
    public async Task Whoever_gets_round_that_is_found_out_and_where(string sql, string fault)
    {
        string where = await WhereAsync(postgres: false);
        await using IStore store = await FilledAsync(where, postgres: false);
        await ForceAsync(where, sql);

        Assert.StartsWith(fault, (await AuditVerification.RunAsync(store.Audit, [], Token)).Fault);
    }

    [Fact]
    public async Task An_end_that_was_cut_off_and_a_chain_made_anew_are_found_by_checkpoints_alone()
    {
        string where = await WhereAsync(postgres: false);
        await using IStore store = await FilledAsync(where, postgres: false, signed: true);
        IReadOnlyList<AuditCheckpoint> signed = Read(out string? fault)!;
        Assert.Null(fault);
        Assert.Equal((5, 5L, null), (signed.Count, (await AuditVerification.RunAsync(store.Audit, signed, Token)).Entries, (await AuditVerification.RunAsync(store.Audit, signed, Token)).Fault));

        await ForceAsync(where, "DELETE FROM audit WHERE number >= 4");
        Assert.Null((await AuditVerification.RunAsync(store.Audit, [], Token)).Fault);
        Assert.StartsWith("entry 4 is gone, with all after it: the checkpoint of ", (await AuditVerification.RunAsync(store.Audit, signed, Token)).Fault);

        // Made anew from entry 3 on, with hashes that fit.
        await ForceAsync(where, "DELETE FROM audit WHERE number >= 3");
        await store.Audit.AppendAsync(new AuditEvent("Ada", "approved", "run 3", "of another kind"), Now, Token);
        Assert.Null((await AuditVerification.RunAsync(store.Audit, [], Token)).Fault);
        Assert.Contains("entry 3 (2026-03-01T09:30:00.000000Z, Ada: approved run 3) is not what was written: the checkpoint of ", (await AuditVerification.RunAsync(store.Audit, signed, Token)).Fault);
    }

    [Fact]
    public async Task A_checkpoint_that_was_changed_or_is_of_another_key_is_found_with_its_line()
    {
        await using (await FilledAsync(await WhereAsync(postgres: false), postgres: false, signed: true)) { }
        string file = Path.Combine(Checkpoints, AuditCheckpoints.File);
        string[] lines = await File.ReadAllLinesAsync(file, Token);

        await File.WriteAllLinesAsync(file, [lines[0], lines[1].Replace("\"number\":2", "\"number\":7")], Token);
        Assert.Null(Read(out string? fault));
        Assert.Equal($"{file}:2: checkpoint 7 is not signed by this key: it was changed, or another controller wrote it", fault);

        await File.WriteAllLinesAsync(file, [lines[0], "{}"], Token);
        Assert.Null(Read(out fault));
        Assert.Equal($"{file}:2: this is no checkpoint of an audit", fault);
    }

    [Fact]
    public async Task While_the_store_is_away_entries_wait_in_their_order_and_a_stop_waits_for_none()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        await using IStore store = await PostgresStore.OpenAsync(server.Connection(await server.CreateDatabaseAsync()), TimeProvider.System, null, Token);
        await using var log = new AuditLog(store.Audit, TimeProvider.System);
        await server.CrashAsync();
        for (int i = 0; i < 3; i++) log.Say(new AuditEvent("Ada", "stopped", $"run {i}"));
        await server.ResumeAsync();

        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await store.Audit.NewestAsync(10, Token)).Count < 3) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, late.Token);
        Assert.Equal(["run 0", "run 1", "run 2"], (await store.Audit.AfterAsync(0, 10, Token)).Select(e => e.Event.About));
        Assert.Equal(0, log.Dropped);
    }

    private IReadOnlyList<AuditCheckpoint>? Read(out string? fault)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(Path.Combine(Checkpoints, AuditCheckpoints.PublicKey)));
        return AuditCheckpoints.Read(Path.Combine(Checkpoints, AuditCheckpoints.File), key, out fault);
    }

    private async Task<string> WhereAsync(bool postgres) => postgres ? await shared.ConnectionAsync() : Path.Combine(_folder, $"{Guid.NewGuid():n}.db");

    private static async Task<IStore> OpenAsync(string where, bool postgres) => postgres ? await PostgresStore.OpenAsync(where, TimeProvider.System, null, Token) : await SqliteStore.OpenAsync(where, TimeProvider.System);

    // Five entries, the n-th of which is n seconds after half past nine.
    private async Task<IStore> FilledAsync(string where, bool postgres, bool signed = false)
    {
        IStore store = await OpenAsync(where, postgres);
        using AuditCheckpoints? checkpoints = signed ? AuditCheckpoints.Open(Checkpoints, _ => { }, TimeProvider.System) : null;
        if (checkpoints is not null) store.Audit.Appended += checkpoints.Write;
        for (int i = 1; i <= 5; i++) await store.Audit.AppendAsync(new AuditEvent("Ada", "approved", $"run {i}", $"detail {i}"), Now.AddSeconds(i), Token);
        if (checkpoints is not null) store.Audit.Appended -= checkpoints.Write;
        return store;
    }

    private static async Task ExecuteAsync(string where, bool postgres, string sql)
    {
        await using DbConnection connection = postgres ? new NpgsqlConnection(where) : new SqliteConnection($"Data Source={where}");
        await connection.OpenAsync(Token);
        await connection.ExecuteAsync(sql);
    }

    // As whoever owns the file could.
    private static Task ForceAsync(string where, string sql) =>
        ExecuteAsync(where, postgres: false, $"""
            DROP TRIGGER IF EXISTS audit_is_not_changed;
            DROP TRIGGER IF EXISTS audit_is_not_shortened;
            {sql};
            """);
}
