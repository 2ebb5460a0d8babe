using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.DemoBroker.Tests;

public sealed class OrderTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(50);

    [Fact]
    public async Task An_order_is_accepted_then_partially_filled_then_filled_and_booked()
    {
        var time = new FakeTimeProvider(Start);
        await using var broker = await (await RunningBroker.StartAsync(time)).LoggedInAsync();
        var order = await broker.OrderAsync(price: 1500.25m);
        var id = order.GetProperty("id").GetString()!;
        Assert.Equal("accepted", order.GetProperty("state").GetString());
        Assert.Equal("buy", order.GetProperty("side").GetString());

        time.Advance(TimeSpan.FromMilliseconds(399));
        await broker.UntilAsync(id, "accepted");
        time.Advance(TimeSpan.FromMilliseconds(1));
        var partial = await broker.UntilAsync(id, "partially_filled");
        Assert.Equal(50, partial.GetProperty("filled_quantity").GetInt32());

        time.Advance(TimeSpan.FromMilliseconds(600));
        await broker.UntilAsync(id, "filled");
        var account = await broker.GetAsync("/api/positions");
        Assert.Equal(1_000_000m - 150_025m, account.GetProperty("cash").GetDecimal());
        var position = Assert.Single(account.GetProperty("positions").EnumerateArray());
        Assert.Equal("600519", position.GetProperty("symbol").GetString());
        Assert.Equal(100, position.GetProperty("quantity").GetInt64());
        Assert.Equal(1500.25m, position.GetProperty("average_price").GetDecimal());
    }

    [Fact]
    public async Task An_order_without_a_price_is_taken_at_the_last_one_and_names_its_place()
    {
        var time = new FakeTimeProvider(Start);
        await using var broker = await (await RunningBroker.StartAsync(time)).LoggedInAsync();
        var last = (await broker.GetAsync("/api/quotes/000001")).GetProperty("last").GetDecimal();
        using var content = new StringContent("""{"symbol":"000001","side":"sell","quantity":1}""");
        using var response = await broker.Client.PostAsync("/api/orders", content, RunningBroker.Token);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var order = await broker.GetAsync(response.Headers.Location!.ToString());
        Assert.Equal(last, order.GetProperty("price").GetDecimal());
    }

    [Fact]
    public async Task A_cancel_keeps_what_was_filled_until_then()
    {
        var time = new FakeTimeProvider(Start);
        await using var broker = await (await RunningBroker.StartAsync(time)).LoggedInAsync();
        var id = (await broker.OrderAsync(price: 10m)).GetProperty("id").GetString()!;
        time.Advance(TimeSpan.FromMilliseconds(500));
        var cancelled = await broker.DeleteAsync($"/api/orders/{id}");
        Assert.Equal("cancelled", cancelled.GetProperty("state").GetString());
        Assert.Equal(50, cancelled.GetProperty("filled_quantity").GetInt32());

        // The next order's fill is booked after the cancelled one's part: both are due in the order they came.
        var next = (await broker.OrderAsync(price: 20m)).GetProperty("id").GetString()!;
        await AdvanceUntilFilledAsync(broker, time, next);
        Assert.Equal("cancelled", (await broker.GetAsync($"/api/orders/{id}")).GetProperty("state").GetString());
        var position = Assert.Single((await broker.GetAsync("/api/positions")).GetProperty("positions").EnumerateArray());
        Assert.Equal(150, position.GetProperty("quantity").GetInt64());
        Assert.Equal(16.6667m, position.GetProperty("average_price").GetDecimal());
    }

    [Fact]
    public async Task A_filled_order_cannot_be_cancelled()
    {
        var time = new FakeTimeProvider(Start);
        await using var broker = await (await RunningBroker.StartAsync(time)).LoggedInAsync();
        var id = (await broker.OrderAsync()).GetProperty("id").GetString()!;
        await AdvanceUntilFilledAsync(broker, time, id);
        var answer = await broker.DeleteAsync($"/api/orders/{id}", HttpStatusCode.Conflict);
        Assert.Contains(id, answer.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_owner_sees_and_lists_an_order()
    {
        await using var broker = await (await RunningBroker.StartAsync()).LoggedInAsync();
        var id = (await broker.OrderAsync()).GetProperty("id").GetString()!;
        Assert.Equal(id, Assert.Single((await broker.GetAsync("/api/orders")).EnumerateArray()).GetProperty("id").GetString());
        await broker.LoggedInAsync("user07", "pass07");
        await broker.GetAsync($"/api/orders/{id}", HttpStatusCode.NotFound);
        Assert.Empty((await broker.GetAsync("/api/orders")).EnumerateArray());
    }

    [Theory]
    [InlineData("""{"symbol":"999999","side":"buy","quantity":1}""", "symbol: '999999' is not traded here")]
    [InlineData("""{"side":"buy","quantity":1}""", "symbol: is missing")]
    [InlineData("""{"symbol":"600519","side":"hold","quantity":1}""", "side: is 'hold'; buy or sell is expected")]
    [InlineData("""{"symbol":"600519","side":"buy","quantity":0}""", "quantity: is 0; 1 to 1000000 is expected")]
    [InlineData("""{"symbol":"600519","side":"buy","quantity":1,"price":1.005}""", "price: is 1.005;")]
    [InlineData("""{"symbol":"600519","side":"buy","quantity":1,"price":-1}""", "price: is -1;")]
    [InlineData("""{"symbol":"600519","side":"buy","quantity":"many"}""", "body: not as expected at $.quantity, line 1")]
    [InlineData("""{"symbol":"600519","lots":1}""", "body: not as expected at $.lots")]
    [InlineData("null", "body: is null")]
    [InlineData("", "body: not as expected at $, line 1")]
    public async Task A_bad_order_is_refused_with_the_reason(string body, string reason)
    {
        await using var broker = await (await RunningBroker.StartAsync()).LoggedInAsync();
        using var content = new StringContent(body);
        using var response = await broker.Client.PostAsync("/api/orders", content, RunningBroker.Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(reason, System.Net.WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Unescape(
            await response.Content.ReadAsStringAsync(RunningBroker.Token))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_login_nothing_of_a_customer_is_shown()
    {
        await using var broker = await RunningBroker.StartAsync();
        await broker.PostAsync("/api/orders", new { symbol = "600519" }, HttpStatusCode.Unauthorized);
        await broker.GetAsync("/api/orders", HttpStatusCode.Unauthorized);
        await broker.GetAsync("/api/positions", HttpStatusCode.Unauthorized);
    }

    private static async Task AdvanceUntilFilledAsync(RunningBroker broker, FakeTimeProvider time, string id)
    {
        time.Advance(TimeSpan.FromSeconds(1));
        await broker.UntilAsync(id, "filled");
    }
}
