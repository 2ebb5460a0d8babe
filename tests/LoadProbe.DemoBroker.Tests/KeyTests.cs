using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;

namespace LoadProbe.DemoBroker.Tests;

/// <summary>Orders with an Idempotency-Key: one order a key, and a key that is cancelled stays so.</summary>
public sealed class KeyTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;

    private string LedgerPath => Path.Combine(folder, "ledger.db");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(null)]
    [InlineData("write-shadow")]
    [InlineData("write-real")]
    public async Task The_same_key_twice_is_the_same_order(string? kind)
    {
        await using var broker = await (await RunningBroker.StartAsync(ledger: LedgerPath)).LoggedInAsync();
        var placed = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PlaceAsync(broker, "\"k-1\"", kind)));
        var other = await PlaceAsync(broker, "k-2", kind);
        Assert.Single(placed.Select(order => order.GetProperty("id").GetString()).Distinct());
        Assert.NotEqual(placed[0].GetProperty("id").GetString(), other.GetProperty("id").GetString());
        Assert.Equal(2, await OrdersAsync(kind == "write-shadow"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("write-shadow")]
    [InlineData("write-real")]
    public async Task Cancelled_by_its_key_an_order_is_taken_back_though_it_was_filled_and_once(string? kind)
    {
        await using var broker = await (await RunningBroker.StartAsync(ledger: LedgerPath)).LoggedInAsync();
        var id = (await PlaceAsync(broker, "k-1", kind)).GetProperty("id").GetString()!;
        await RunningBroker.UntilAsync(() => AskAsync(broker, HttpMethod.Get, $"/api/orders/{id}", kind, HttpStatusCode.OK), "filled");
        for (var i = 0; i < 3; i++)
            Assert.Equal("cancelled", (await CancelAsync(broker, "k-1", kind)).GetProperty("state").GetString());
        var order = await AskAsync(broker, HttpMethod.Get, $"/api/orders/{id}", kind, HttpStatusCode.OK);
        Assert.Equal(("cancelled", 0), (order.GetProperty("state").GetString(), order.GetProperty("filled_quantity").GetInt32()));
        var account = await AskAsync(broker, HttpMethod.Get, "/api/positions", kind, HttpStatusCode.OK);
        Assert.Equal("""{"user":"demo","cash":1000000,"positions":[]}""", account.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("write-shadow")]
    public async Task An_order_whose_key_was_cancelled_before_it_came_never_comes_to_life(string? kind)
    {
        await using var broker = await (await RunningBroker.StartAsync(ledger: LedgerPath)).LoggedInAsync();
        for (var i = 0; i < 2; i++)
            await CancelAsync(broker, "k-1", kind);
        var refusal = await PlaceAsync(broker, "k-1", kind, HttpStatusCode.Conflict);
        Assert.Equal("Idempotency-Key: 'k-1' was cancelled; nothing comes of it any more", refusal.GetProperty("error").GetString());
        Assert.Equal(0, await OrdersAsync(kind == "write-shadow"));
    }

    [Fact]
    public async Task Each_way_of_cancelling_beside_placing_leaves_no_order_alive()
    {
        await using var broker = await (await RunningBroker.StartAsync(ledger: LedgerPath)).LoggedInAsync();
        await Task.WhenAll(Enumerable.Range(0, 40).SelectMany(i => (Task[])[TryPlaceAsync(broker, $"k-{i}"), CancelAsync(broker, $"k-{i}", "write-shadow")]));
        var ledgers = await broker.GetAsync("/control/ledger?run=run-1");
        Assert.Equal(0, ledgers.GetProperty("shadow").GetProperty("alive").GetInt32());
        await CancelAsync(broker, "k-7", "write-shadow");
        var keys = await broker.GetAsync("/control/keys?run=run-1");
        Assert.Equal((40, 40, 1), (keys.GetProperty("keys").GetInt32(), keys.GetProperty("cancelled").GetInt32(), keys.GetProperty("again").GetInt32()));
    }

    [Fact]
    public async Task A_key_is_one_run_s_and_one_customer_s()
    {
        await using var broker = await (await RunningBroker.StartAsync(ledger: LedgerPath)).LoggedInAsync();
        var real = await PlaceAsync(broker, "k-1", null);
        var shadow = await PlaceAsync(broker, "k-1", "write-shadow");
        Assert.NotEqual(real.GetProperty("id").GetString(), shadow.GetProperty("id").GetString());
        await CancelAsync(broker, "k-1", "write-shadow");
        Assert.Equal("accepted", (await broker.GetAsync($"/api/orders/{real.GetProperty("id").GetString()}")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task An_order_that_leaked_is_a_real_one_which_its_run_cannot_cancel()
    {
        await using var broker = await (await RunningBroker.StartAsync(ledger: LedgerPath)).LoggedInAsync();
        await broker.PutAsync("/control/leak", new { every = 1 });
        var id = (await PlaceAsync(broker, "k-1", "write-shadow")).GetProperty("id").GetString();
        var refusal = await CancelAsync(broker, "k-1", "write-shadow", HttpStatusCode.Conflict);
        Assert.Equal($"order: '{id}' is a real one, which a request marked write-shadow cannot cancel", refusal.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("two words")]
    [InlineData("a/b")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        await using var broker = await (await RunningBroker.StartAsync(ledger: LedgerPath)).LoggedInAsync();
        var refusal = await PlaceAsync(broker, key, null, HttpStatusCode.BadRequest);
        Assert.StartsWith("Idempotency-Key: is '", refusal.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    private static async Task TryPlaceAsync(RunningBroker broker, string key)
    {
        using var request = Request(HttpMethod.Post, "/api/orders", "write-shadow", key);
        using var answer = await broker.Client.SendAsync(request, RunningBroker.Token);
        Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.Conflict, $"{answer.StatusCode}");
    }

    private static Task<JsonElement> PlaceAsync(RunningBroker broker, string key, string? kind, HttpStatusCode expected = HttpStatusCode.Created) =>
        broker.SendAsync(Request(HttpMethod.Post, "/api/orders", kind, key), expected);

    private static Task<JsonElement> CancelAsync(RunningBroker broker, string key, string? kind, HttpStatusCode expected = HttpStatusCode.OK) =>
        AskAsync(broker, HttpMethod.Delete, $"/api/orders/by-key/{key}", kind, expected);

    private static Task<JsonElement> AskAsync(RunningBroker broker, HttpMethod method, string path, string? kind, HttpStatusCode expected) =>
        broker.SendAsync(Request(method, path, kind, null), expected);

    private static HttpRequestMessage Request(HttpMethod method, string path, string? kind, string? key)
    {
        var request = new HttpRequestMessage(method, path);
        if (method == HttpMethod.Post)
            request.Content = JsonContent.Create(new { symbol = "600519", side = "buy", quantity = 100, price = 100 });
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (kind is not null)
            request.Headers.Add("baggage", $"loadprobe.run=run-1,loadprobe.kind={kind}");
        return request;
    }

    private async Task<long> OrdersAsync(bool shadow)
    {
        using var ledger = new SqliteConnection($"Data Source={(shadow ? LedgerStore.ShadowOf(LedgerPath) : LedgerPath)};Mode=ReadOnly;Pooling=false");
        return await ledger.QuerySingleAsync<long>("SELECT count(*) FROM orders");
    }
}
