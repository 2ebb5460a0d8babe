using System.Text.RegularExpressions;
using Npgsql;
using Quartz;

namespace LoadProbe.Controller.Tests;

/// <summary>Our tables of Quartz have what the library's own have, so that a newer one that needs more is noticed here.</summary>
public sealed partial class QuartzTablesTests(SharedPostgres shared)
{
    // Histories that are not kept.
    private static readonly string[] Optional = ["execution_history", "misfire_history", "job_status"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_has_the_columns_that_the_library_makes()
    {
        string connection = await shared.ConnectionAsync();
        await using (await PostgresStore.OpenAsync(connection, TimeProvider.System, null, Token)) { }
        using var script = new StreamReader(typeof(IScheduler).Assembly.GetManifestResourceStream("Quartz.Impl.AdoJobStore.Schema.create_postgres.sql")!);
        string[] asked = [.. Table().Matches(await script.ReadToEndAsync(Token)).Where(t => !Optional.Contains(t.Groups[1].Value))
            .SelectMany(t => Column().Matches(t.Groups[2].Value).Select(c => $"quartz_{t.Groups[1].Value}.{c.Groups[1].Value}")).Order(StringComparer.Ordinal)];

        Assert.True(asked.Length > 80, $"only {asked.Length} columns are in the library's script");
        Assert.Equal(asked, await ColumnsAsync(connection));
    }

    private static async Task<string[]> ColumnsAsync(string connection)
    {
        await using var opened = new NpgsqlConnection(connection);
        await opened.OpenAsync(Token);
        await using var command = new NpgsqlCommand("SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_name LIKE 'quartz\\_%'", opened);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(Token);
        var columns = new List<string>();
        while (await reader.ReadAsync(Token)) columns.Add(reader.GetString(0));
        return [.. columns.Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex(@"CREATE TABLE IF NOT EXISTS \{0\}(\w+) \((.*?)\n\);", RegexOptions.Singleline)]
    private static partial Regex Table();

    [GeneratedRegex(@"^  (?!primary|foreign)(\w+) ", RegexOptions.Multiline)]
    private static partial Regex Column();
}
