using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace LoadProbe.Controller.Tests;

/// <summary>Results that are taken away.</summary>
public sealed class ExportTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-export-").FullName;
    private SqliteStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await SqliteStore.OpenAsync(Path.Combine(_folder, "store.db"), TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("said \"no\"", "\"said \"\"no\"\"\"")]
    [InlineData("two\r\nlines", "\"two\r\nlines\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("=cmd|'/c calc',\"A1\"", "\"'=cmd|'/c calc',\"\"A1\"\"\"")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void A_cell_is_quoted_where_it_must_be_and_never_a_formula(string? text, string cell) => Assert.Equal(cell, CsvRow.Cell(text));

    [Fact]
    public async Task Csv_has_a_row_for_each_result_oldest_first_with_times_in_UTC()
    {
        ProbeResult bad = Judged.Run("mobile-1", Judged.Begin.AddMinutes(1), Outcome.ConnectRefused), good = Judged.Run("telecom-1", Judged.Begin, Outcome.Ok);
        await AddAsync(bad with { Journey = bad.Journey with { Detail = "=open: \"refused\"" } }, good);

        Assert.Equal(
            CsvRow.Header
            + $"{good.Id},login,shop,telecom-1,2026-03-02T09:30:00.000000Z,pass,ok,,,0.02,1,\r\n"
            + $"{bad.Id},login,shop,mobile-1,2026-03-02T09:31:00.000000Z,fail,connect_refused,open,\"'=open: \"\"refused\"\"\",0.02,1,\r\n",
            await TextAsync(new ResultQuery("login", 1), ExportFormat.Csv));
        Assert.Equal(CsvRow.Header, await TextAsync(new ResultQuery("nobody", 1), ExportFormat.Csv));
    }

    [Fact]
    public async Task Json_is_one_array_and_lines_of_json_are_a_document_each()
    {
        ProbeResult[] results = [.. Enumerable.Range(0, 401).Select(i => Judged.Run("telecom-1", Judged.Begin.AddSeconds(i), Outcome.Ok))];
        await AddAsync(results);

        using JsonDocument all = JsonDocument.Parse(await TextAsync(new ResultQuery("login", 1), ExportFormat.Json));
        Assert.Equal(results.Select(r => $"{r.Id}"), all.RootElement.EnumerateArray().Select(r => r.GetProperty("id").GetString()));
        string[] lines = (await TextAsync(new ResultQuery("login", 1, From: Judged.Begin.AddSeconds(1), To: Judged.Begin.AddSeconds(3)), ExportFormat.Jsonl)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(results[1..3].Select(r => ResultJson.Text(r)), lines);
        Assert.Equal(0, JsonDocument.Parse(await TextAsync(new ResultQuery("nobody", 1), ExportFormat.Json)).RootElement.GetArrayLength());
    }

    [Fact]
    public async Task A_million_results_are_exported_in_the_memory_of_a_page()
    {
        const int results = 1_000_000;
        // What the store writes when it is opened would wait for what is written beside it.
        await _store.FlushAsync(Token);
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(_folder, "store.db")};Pooling=False"))
        {
            await database.OpenAsync(Token);
            await using SqliteCommand fill = database.CreateCommand();
            fill.CommandText = $$"""
                PRAGMA synchronous = OFF;
                WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {{results - 1}})
                INSERT INTO result SELECT printf('00000000-0000-7000-8000-%012x', i), 'login', 'shop', 'telecom-1', 1772443800000000 + i * 1000, 20000, 'pass', 'ok', '{"id":"' || i || '","outcome":"ok","steps":[]}' FROM n;
                """;
            await fill.ExecuteNonQueryAsync(Token);
        }

        var counted = new Counted();
        await ResultExport.WriteAsync(_store, new ResultQuery("login", 1), ExportFormat.Csv, counted, Token);
        Assert.Equal(results + 1, counted.Lines);
        // All of them together are some hundred megabytes.
        Assert.InRange(counted.MostMemory, 1, 32 * 1024 * 1024);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task AddAsync(params ProbeResult[] results)
    {
        foreach (ProbeResult result in results) Assert.True(_store.TryAdd(result));
        await _store.FlushAsync(Token);
    }

    private async Task<string> TextAsync(ResultQuery which, ExportFormat format)
    {
        using var stream = new MemoryStream();
        await ResultExport.WriteAsync(_store, which, format, stream, Token);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Keeps nothing, and looks now and then how much is kept by others: more than when it began.</summary>
    private sealed class Counted : MemoryStream
    {
        private const int LookEvery = 500;
        private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);
        private int _writes;

        public int Lines { get; private set; }

        public long MostMemory { get; private set; } = 1;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Lines += buffer.Span.Count((byte)'\n');
            if (++_writes % LookEvery == 0) MostMemory = Math.Max(MostMemory, GC.GetTotalMemory(forceFullCollection: true) - _before);
            return ValueTask.CompletedTask;
        }
    }
}
