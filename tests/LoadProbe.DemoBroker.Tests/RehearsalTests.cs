using System.Text.Json;
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
        foreach (var ledger in (string[])[path, LedgerStore.ShadowOf(path)])
        {
            using var file = new SqliteConnection($"Data Source={ledger};Mode=ReadOnly;Pooling=false");
            Assert.Equal(0, await file.QuerySingleAsync<long>("SELECT count(*) FROM orders"));
        }
    }

    [Fact]
    public async Task No_fault_stands_after_the_start()
    {
        await using var broker = await RunningBroker.StartAsync(rehearse: true);
        Assert.Empty((await broker.GetAsync("/control/faults")).EnumerateArray());
    }

    [Fact]
    public async Task A_fault_that_is_set_meanwhile_stands()
    {
        await using var broker = await RunningBroker.StartAsync();
        await broker.PostAsync("/control/faults", new { service = "gateway", delay = "1ms" });
        await Rehearsal.RunAsync(broker.Broker.Http, TimeProvider.System, RunningBroker.Token);
        var fault = Assert.Single((await broker.GetAsync("/control/faults")).EnumerateArray());
        Assert.Equal("1ms", fault.GetProperty("delay").GetString());
    }

    [Theory]
    [InlineData("""{"service":"gateway","error":1}""")]
    [InlineData("""{"service":"orders","error":1}""")]
    [InlineData("""{"service":"ledger","hang":true}""")]
    public async Task A_fault_that_is_set_meanwhile_does_not_keep_the_brokerage_from_starting(string fault)
    {
        await using var broker = await RunningBroker.StartAsync();
        await broker.PostAsync("/control/faults", JsonSerializer.Deserialize<JsonElement>(fault));
        await Rehearsal.RunAsync(broker.Broker.Http, TimeProvider.System, RunningBroker.Token).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, RunningBroker.Token);
    }
}
