using Dapper;
using Microsoft.Data.Sqlite;

namespace LoadProbe.DemoBroker.Tests;

public sealed class RehearsalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_rehearsal_is_over_in_time_and_leaves_no_order()
    {
        var path = Path.Combine(folder.Path, "ledger.db");
        var started = TimeProvider.System.GetTimestamp();
        await using var broker = await RunningBroker.StartAsync(ledger: path, rehearse: true);
        // Three seconds are the bound of all rounds but the last; a very busy machine makes one of them long.
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(30));
        using var file = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=false");
        Assert.Equal(0, await file.QuerySingleAsync<long>("SELECT count(*) FROM orders"));
    }
}
