using System.Collections.Concurrent;
using System.Net;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.DemoBroker.Tests;

public sealed class ShadowTests : IDisposable
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(50);

    private readonly TemporaryFolder folder = new();

    private string LedgerPath => Path.Combine(folder.Path, "ledger.db");

    private string ShadowPath => Path.Combine(folder.Path, "ledger.shadow.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Of_five_hundred_shadow_orders_among_real_ones_nothing_reaches_the_real_ledger()
    {
        await using var broker = await (await RunningBroker.StartAsync(ledger: LedgerPath)).LoggedInAsync();
        var pressed = new MarkedCustomer(broker, "run-1");
        var (real, shadow) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 20, CancellationToken = RunningBroker.Token };
        await Parallel.ForAsync(0, 700, parallel, async (n, _) =>
        {
            if (n % 7 < 2)
                real.Add((await broker.OrderAsync("000001", "buy", 3, 11.5m)).GetProperty("id").GetString()!);
            else
                shadow.Add(await pressed.IdOfOrderAsync("000001", 5, 99.99m));
        });
        foreach (var id in real)
            await broker.UntilAsync(id, "filled");
        foreach (var id in shadow)
            await pressed.UntilAsync(id, "filled");

        Assert.Equal((500, 0), await broker.CountAsync("run-1"));
        using var ledger = Open(LedgerPath);
        Assert.Equal((200, 0, 200), await ledger.QuerySingleAsync<(long, long, long)>("SELECT count(*), count(run), sum(quantity = 3 AND state = 'filled') FROM orders"));
        Assert.Equal((600, 600 * 1150), await ledger.QuerySingleAsync<(long, long)>("SELECT quantity, cost_cents FROM positions"));
        Assert.Equal(100_000_000 - 600 * 1150, await ledger.QuerySingleAsync<long>("SELECT cash_cents FROM accounts WHERE user = 'demo'"));
        using var beside = Open(ShadowPath);
        Assert.Equal((500, 500), await beside.QuerySingleAsync<(long, long)>("SELECT count(*), sum(run = 'run-1' AND state = 'filled') FROM orders"));
        Assert.Equal((2_500, 2_500 * 9999), await beside.QuerySingleAsync<(long, long)>("SELECT quantity, cost_cents FROM positions"));
        Assert.Equal(700, real.Concat(shadow).Distinct().Count());
    }

    [Fact]
    public async Task Real_accounts_are_the_same_to_the_cent_after_shadow_orders_were_filled()
    {
        var time = new FakeTimeProvider(Start);
        await using var broker = await (await RunningBroker.StartAsync(time)).LoggedInAsync();
        var own = (await broker.OrderAsync("000001", "buy", 3, 11.33m)).GetProperty("id").GetString()!;
        time.Advance(TimeSpan.FromSeconds(1));
        await broker.UntilAsync(own, "filled");
        var before = await broker.GetAsync("/control/positions");
        Assert.Contains("""{"user":"demo","cash":999966.01,"positions":[{"symbol":"000001","quantity":3,"cost":33.99}]}""", before.ToString(), StringComparison.Ordinal);

        var pressed = new MarkedCustomer(broker, "run-1");
        string[] ids = [await pressed.IdOfOrderAsync("000001", 7, 11.34m), await pressed.IdOfOrderAsync("600036", 1, 0.01m)];
        time.Advance(TimeSpan.FromSeconds(1));
        foreach (var id in ids)
            await pressed.UntilAsync(id, "filled");
        Assert.Equal(before.ToString(), (await broker.GetAsync("/control/positions")).ToString());
    }

    [Fact]
    public async Task A_journey_under_pressure_sees_what_it_did()
    {
        var time = new FakeTimeProvider(Start);
        await using var broker = await (await RunningBroker.StartAsync(time)).LoggedInAsync();
        var pressed = new MarkedCustomer(broker, "run-1");
        await pressed.SendAsync(HttpMethod.Post, "/api/login", "read", new { user = "demo", password = "demo" });
        var order = await pressed.OrderAsync(quantity: 10, price: 100m);
        var id = order.GetProperty("id").GetString()!;
        Assert.StartsWith("shadow-", id, StringComparison.Ordinal);
        Assert.Equal(order.ToString(), (await pressed.GetAsync($"/api/orders/{id}")).ToString());
        Assert.Equal(order.ToString(), Assert.Single((await pressed.GetAsync("/api/orders")).EnumerateArray()).ToString());

        time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(5, (await pressed.CancelAsync(id)).GetProperty("filled_quantity").GetInt32());
        var next = await pressed.IdOfOrderAsync(quantity: 1, price: 100m);
        time.Advance(TimeSpan.FromSeconds(1));
        await pressed.UntilAsync(next, "filled");
        Assert.Equal("cancelled", (await pressed.GetAsync($"/api/orders/{id}")).GetProperty("state").GetString());
        var account = await pressed.GetAsync("/api/positions");
        Assert.Equal(999_400m, account.GetProperty("cash").GetDecimal());
        Assert.Equal(6, Assert.Single(account.GetProperty("positions").EnumerateArray()).GetProperty("quantity").GetInt64());
    }

    [Fact]
    public async Task Neither_unmarked_requests_nor_those_of_other_runs_see_anything_of_a_shadow_order()
    {
        await using var broker = await (await RunningBroker.StartAsync()).LoggedInAsync();
        var pressed = new MarkedCustomer(broker, "run-1");
        var id = await pressed.IdOfOrderAsync();
        await broker.GetAsync($"/api/orders/{id}", HttpStatusCode.NotFound);
        await broker.DeleteAsync($"/api/orders/{id}", HttpStatusCode.NotFound);
        Assert.Empty((await broker.GetAsync("/api/orders")).EnumerateArray());
        await pressed.CancelAsync(id, "write-real", HttpStatusCode.NotFound);

        var other = new MarkedCustomer(broker, "run-2");
        await other.GetAsync($"/api/orders/{id}", HttpStatusCode.NotFound);
        await other.CancelAsync(id, expected: HttpStatusCode.NotFound);
        Assert.Empty((await other.GetAsync("/api/orders")).EnumerateArray());

        await pressed.UntilAsync(id, "filled");
        await broker.GetAsync($"/api/orders/{id}", HttpStatusCode.NotFound);
        await other.GetAsync($"/api/orders/{id}", HttpStatusCode.NotFound);
        Assert.Equal("""{"user":"demo","cash":1000000,"positions":[]}""", (await broker.GetAsync("/api/positions")).ToString());
    }

    [Fact]
    public async Task A_marked_request_finds_a_real_order_by_its_id_and_cannot_cancel_it()
    {
        await using var broker = await (await RunningBroker.StartAsync(new FakeTimeProvider(Start))).LoggedInAsync();
        var pressed = new MarkedCustomer(broker, "run-1");
        var order = await broker.OrderAsync();
        var id = order.GetProperty("id").GetString()!;
        Assert.Equal(order.ToString(), (await pressed.GetAsync($"/api/orders/{id}")).ToString());
        Assert.Empty((await pressed.GetAsync("/api/orders")).EnumerateArray());
        var refusal = await pressed.CancelAsync(id, expected: HttpStatusCode.Conflict);
        Assert.Equal($"order: '{id}' is a real one, which a request marked write-shadow cannot cancel", refusal.GetProperty("error").GetString());
        Assert.Equal("accepted", (await broker.GetAsync($"/api/orders/{id}")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task An_order_that_others_pushed_out_of_the_newest_is_listed_as_it_is_now()
    {
        var time = new FakeTimeProvider(Start);
        await using var broker = await (await RunningBroker.StartAsync(time)).LoggedInAsync();
        var (pressed, other) = (new MarkedCustomer(broker, "run-1"), new MarkedCustomer(broker, "run-2"));
        await pressed.OrderAsync();
        for (var i = 0; i < OrderBook.Newest; i++)
            await other.OrderAsync();
        time.Advance(TimeSpan.FromMilliseconds(400));
        Assert.Equal("partially_filled", Assert.Single((await pressed.GetAsync("/api/orders")).EnumerateArray()).GetProperty("state").GetString());
        Assert.Equal(OrderBook.Newest, (await other.GetAsync("/api/orders")).GetArrayLength());
    }

    [Fact]
    public async Task Each_book_has_room_of_its_own()
    {
        await using var broker = await (await RunningBroker.StartAsync(new BrokerOptions { MostOpen = 3, Rehearse = false }, new FakeTimeProvider(Start))).LoggedInAsync();
        var pressed = new MarkedCustomer(broker, "run-1");
        for (var i = 0; i < 3; i++)
            await pressed.OrderAsync();
        await pressed.OrderAsync(expected: HttpStatusCode.ServiceUnavailable);
        for (var i = 0; i < 3; i++)
            await broker.OrderAsync();
        await broker.PostAsync("/api/orders", new { symbol = "600519", side = "buy", quantity = 1 }, HttpStatusCode.ServiceUnavailable);
        Assert.Equal((3, 0), await broker.CountAsync("run-1"));
        Assert.Equal(50_000, new BrokerOptions().MostOpen);
    }

    [Fact]
    public async Task A_kept_shadow_remembers_and_what_was_open_in_it_lapses()
    {
        string id;
        await using (var first = await (await RunningBroker.StartAsync(ledger: LedgerPath)).LoggedInAsync())
        {
            id = await new MarkedCustomer(first, "run-1").IdOfOrderAsync();
        }

        await using var second = await (await RunningBroker.StartAsync(ledger: LedgerPath)).LoggedInAsync();
        var pressed = new MarkedCustomer(second, "run-1");
        Assert.Equal("cancelled", (await pressed.GetAsync($"/api/orders/{id}")).GetProperty("state").GetString());
        await pressed.CancelAsync(id, expected: HttpStatusCode.Conflict);
        Assert.NotEqual(id, await pressed.IdOfOrderAsync());
        Assert.Equal((2, 0), await second.CountAsync("run-1"));
        Assert.Empty((await second.GetAsync("/api/orders")).EnumerateArray());
    }

    private static SqliteConnection Open(string path) => new($"Data Source={path};Mode=ReadOnly;Pooling=false");
}
