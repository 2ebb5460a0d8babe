using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.DemoBroker.Tests;

public sealed class LeakTests
{
    [Fact]
    public async Task Each_third_shadow_order_leaks_and_is_counted_in_the_real_ledger()
    {
        await using var broker = await (await RunningBroker.StartAsync()).LoggedInAsync();
        Assert.Equal("""{"every":3}""", (await broker.PutAsync("/control/leak", new { every = 3 })).ToString());
        var pressed = new MarkedCustomer(broker, "run-1");
        var before = await broker.GetAsync("/control/positions");
        var ids = new List<string>();
        for (var i = 0; i < 10; i++)
            ids.Add(await pressed.IdOfOrderAsync());
        Assert.Equal((7, 3), await broker.CountAsync("run-1"));
        Assert.Equal((0, 0), await broker.CountAsync("run-2"));
        string[] leaked = [.. ids.Where(id => !ShadowId.Is(id))];
        Assert.Equal([ids[2], ids[5], ids[8]], leaked);

        // A leaked order is one as any: its customer finds it among his own, and has to pay for it.
        Assert.Equal(3, (await broker.GetAsync("/api/orders")).GetArrayLength());
        foreach (var id in leaked)
            await pressed.UntilAsync(id, "filled");
        Assert.NotEqual(before.ToString(), (await broker.GetAsync("/control/positions")).ToString());
    }

    [Fact]
    public async Task A_leak_ends_when_it_is_cleared_and_counts_anew_when_it_is_set_again()
    {
        await using var broker = await (await RunningBroker.StartAsync()).LoggedInAsync();
        var pressed = new MarkedCustomer(broker, "run-1");
        await broker.PutAsync("/control/leak", new { every = 2 });
        await pressed.OrderAsync();
        await broker.PutAsync("/control/leak", new { every = 2 });
        await pressed.OrderAsync();
        Assert.Equal((2, 0), await broker.CountAsync("run-1"));
        Assert.Equal("{}", (await broker.DeleteAsync("/control/leak")).ToString());
        Assert.Equal("{}", (await broker.GetAsync("/control/leak")).ToString());
        await pressed.OrderAsync();
        Assert.Equal((3, 0), await broker.CountAsync("run-1"));
    }

    [Fact]
    public async Task Customers_own_orders_neither_leak_nor_count()
    {
        await using var broker = await (await RunningBroker.StartAsync()).LoggedInAsync();
        await broker.PutAsync("/control/leak", new { every = 2 });
        var pressed = new MarkedCustomer(broker, "run-1");
        await broker.OrderAsync();
        await pressed.OrderAsync(kind: "write-real");
        await pressed.OrderAsync();
        Assert.Equal((1, 1), await broker.CountAsync("run-1"));
    }

    [Fact]
    public async Task The_instance_that_leaks_is_found_when_shadow_orders_reach_every_instance()
    {
        await using var broker = await (await RunningBroker.StartAsync(new BrokerOptions { Orders = 3, Rehearse = false }, new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50)))).LoggedInAsync();
        await broker.PutAsync("/control/leak", new { every = 1, instance = "orders-2" });
        var reached = new List<(string Instance, bool Leaked)>();
        for (var i = 0; i < 6; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/orders") { Content = new StringContent("""{"symbol":"600519","side":"buy","quantity":1,"price":1}""") };
            request.Headers.Add("baggage", "loadprobe.run=run-1,loadprobe.kind=write-shadow");
            using var response = await broker.Client.SendAsync(request, RunningBroker.Token);
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
            var timing = string.Join(",", response.Headers.GetValues("Server-Timing"));
            reached.Add((timing[..timing.IndexOf(';', StringComparison.Ordinal)], !ShadowId.Is(response.Headers.Location!.ToString()["/api/orders/".Length..])));
            // Whichever instance is asked, it knows the order, and its reads take no placing turn away.
            await new MarkedCustomer(broker, "run-1").GetAsync(response.Headers.Location!.ToString());
        }

        Assert.Equal([("orders-1", false), ("orders-2", true), ("orders-3", false)], reached.Distinct().Order());
        Assert.Equal((4, 2), await broker.CountAsync("run-1"));
        Assert.Equal("ok", (await broker.GetAsync("/health")).GetProperty("orders").GetString());
    }

    [Theory]
    [InlineData("{}", "every: is missing")]
    [InlineData("""{"every":0}""", "every: is 0; 1 or more is expected")]
    [InlineData("""{"every":"all"}""", "body: not as expected at $.every")]
    [InlineData("""{"every":2,"instance":"orders-2"}""", "instance: is 'orders-2'; one of orders is expected")]
    public async Task A_leak_that_cannot_be_is_refused_with_the_reason(string body, string reason)
    {
        await using var broker = await RunningBroker.StartAsync();
        var answer = await broker.PutAsync("/control/leak", JsonSerializer.Deserialize<JsonElement>(body), HttpStatusCode.BadRequest);
        Assert.Contains(reason, answer.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal("{}", (await broker.GetAsync("/control/leak")).ToString());
    }

    [Fact]
    public async Task A_count_without_a_run_is_refused()
    {
        await using var broker = await RunningBroker.StartAsync();
        await broker.GetAsync("/control/ledger", HttpStatusCode.BadRequest);
    }
}
