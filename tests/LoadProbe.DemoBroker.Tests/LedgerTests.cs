using System.Collections.Concurrent;
using Dapper;
using Microsoft.Data.Sqlite;

namespace LoadProbe.DemoBroker.Tests;

public sealed class LedgerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string LedgerPath => Path.Combine(folder.Path, "ledger.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Two_thousand_orders_twenty_at_a_time_are_all_booked_exactly_once()
    {
        const int orders = 2_000;
        await using var broker = await (await RunningBroker.StartAsync(ledger: LedgerPath)).LoggedInAsync();
        var ids = new ConcurrentBag<string>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 20, CancellationToken = RunningBroker.Token };
        await Parallel.ForAsync(0, orders, parallel, async (_, _) =>
            ids.Add((await broker.OrderAsync("000001", "buy", 3, 11.5m)).GetProperty("id").GetString()!));
        foreach (var id in ids)
            await broker.UntilAsync(id, "filled");

        using var file = new SqliteConnection($"Data Source={LedgerPath};Mode=ReadOnly;Pooling=false");
        var (rows, filled) = await file.QuerySingleAsync<(long, long)>("SELECT count(*), sum(state = 'filled' AND filled_quantity = 3) FROM orders");
        Assert.Equal((orders, orders), (rows, filled));
        Assert.Equal(orders, ids.Distinct().Count());
        Assert.Equal(orders * 3, await file.QuerySingleAsync<long>("SELECT quantity FROM positions WHERE user = 'demo' AND symbol = '000001'"));
        Assert.Equal(100_000_000 - orders * 3 * 1150, await file.QuerySingleAsync<long>("SELECT cash_cents FROM accounts WHERE user = 'demo'"));
        Assert.Equal(50, (await broker.GetAsync("/api/orders")).GetArrayLength());
    }

    [Fact]
    public async Task A_ledger_that_fails_for_a_while_gets_every_fill_once_it_is_back()
    {
        await using var broker = await (await RunningBroker.StartAsync()).LoggedInAsync();
        var id = (await broker.OrderAsync("600036", "sell", 10, 40m)).GetProperty("id").GetString()!;
        await broker.PostAsync("/control/faults", new { service = "ledger", error = 1, @for = "1500ms" });
        await broker.UntilAsync(id, "filled");
        var account = await broker.GetAsync("/api/positions");
        Assert.Equal(1_000_400m, account.GetProperty("cash").GetDecimal());
        Assert.Equal(-10, account.GetProperty("positions")[0].GetProperty("quantity").GetInt64());
    }

    [Fact]
    public async Task A_kept_ledger_remembers_and_what_was_open_lapses()
    {
        string id;
        await using (var first = await (await RunningBroker.StartAsync(ledger: LedgerPath)).LoggedInAsync())
        {
            id = (await first.OrderAsync()).GetProperty("id").GetString()!;
        }

        await using var second = await (await RunningBroker.StartAsync(ledger: LedgerPath)).LoggedInAsync();
        var order = Assert.Single((await second.GetAsync("/api/orders")).EnumerateArray());
        Assert.Equal(id, order.GetProperty("id").GetString());
        Assert.Equal("cancelled", order.GetProperty("state").GetString());
        Assert.Equal(order.ToString(), (await second.GetAsync($"/api/orders/{id}")).ToString());
    }

    [Fact]
    public async Task A_ledger_that_knew_no_runs_learns_them_and_keeps_its_orders()
    {
        using (var old = new SqliteConnection($"Data Source={LedgerPath};Pooling=false"))
        {
            await old.ExecuteAsync(
                """
                CREATE TABLE orders (
                    id TEXT PRIMARY KEY, user TEXT NOT NULL, state TEXT NOT NULL, symbol TEXT NOT NULL, side TEXT NOT NULL,
                    quantity INTEGER NOT NULL, filled_quantity INTEGER NOT NULL, price_cents INTEGER NOT NULL, accepted_ms INTEGER NOT NULL);
                INSERT INTO orders VALUES ('0a1b2c3d-1', 'demo', 'filled', '600519', 'buy', 100, 100, 148000, 1577836800000);
                """);
        }

        for (var start = 1; start <= 2; start++)
        {
            await using var broker = await (await RunningBroker.StartAsync(ledger: LedgerPath)).LoggedInAsync();
            Assert.Equal("filled", (await broker.GetAsync("/api/orders/0a1b2c3d-1")).GetProperty("state").GetString());
            await new MarkedCustomer(broker, "run-1").OrderAsync(kind: "write-real");
            Assert.Equal((0, start), await broker.CountAsync("run-1"));
        }
    }

    [Theory]
    [InlineData(0, 0, 100, 10, 100, 1000)]
    [InlineData(100, 1000, 100, 20, 200, 3000)]
    [InlineData(200, 3000, -50, 99, 150, 2250)]
    [InlineData(100, 1000, -150, 20, -50, -1000)]
    [InlineData(-50, -1000, 50, 7, 0, 0)]
    [InlineData(-50, -1000, -50, 10, -100, -1500)]
    public void Closing_takes_out_at_average_cost_and_the_rest_opens_at_the_price(
        long quantity, long cost, long trade, long price, long quantityAfter, long costAfter) =>
        Assert.Equal(new Holding(quantityAfter, costAfter), new Holding(quantity, cost).After(trade, price));
}
