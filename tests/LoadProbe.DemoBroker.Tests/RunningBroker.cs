using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace LoadProbe.DemoBroker.Tests;

/// <summary>A broker on free ports and a client that talks to its gateway.</summary>
internal sealed class RunningBroker(Broker broker) : IAsyncDisposable
{
    public Broker Broker => broker;

    public HttpClient Client { get; } = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) 
    {
        BaseAddress = broker.Http,
        Timeout = TimeSpan.FromSeconds(20),
    };

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<RunningBroker> StartAsync(TimeProvider? time = null, string? ledger = null, bool rehearse = false) =>
        StartAsync(new BrokerOptions { LedgerPath = ledger, Rehearse = rehearse }, time);

    public static async Task<RunningBroker> StartAsync(BrokerOptions options, TimeProvider? time = null) =>
        new(await Broker.StartAsync(options with { HttpPort = 0, HttpsPort = 0 }, time ?? TimeProvider.System, Token));

    public async Task<RunningBroker> LoggedInAsync(string user = "demo", string password = "demo")
    {
        var login = await PostAsync("/api/login", new { user, password });
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", login.GetProperty("token").GetString());
        return this;
    }

    public async Task<JsonElement> PostAsync(string path, object body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await Client.PostAsJsonAsync(path, body, Token);
        return await ReadAsync(response, expected);
    }

    public async Task<JsonElement> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await Client.GetAsync(path, Token);
        return await ReadAsync(response, expected);
    }

    public async Task<JsonElement> DeleteAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await Client.DeleteAsync(path, Token);
        return await ReadAsync(response, expected);
    }

    public async Task<JsonElement> PutAsync(string path, object body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await Client.PutAsJsonAsync(path, body, Token);
        return await ReadAsync(response, expected);
    }

    public async Task<JsonElement> SendAsync(HttpRequestMessage request, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await Client.SendAsync(request, Token);
        return await ReadAsync(response, expected);
    }

    public Task<JsonElement> OrderAsync(string symbol = "600519", string side = "buy", int quantity = 100, decimal? price = null) =>
        PostAsync("/api/orders", new { symbol, side, quantity, price }, HttpStatusCode.Created);

    /// <summary>Asks until the order is in the state, for 10 s at most.</summary>
    public Task<JsonElement> UntilAsync(string id, string state) => UntilAsync(() => GetAsync($"/api/orders/{id}"), state);

    public static async Task<JsonElement> UntilAsync(Func<Task<JsonElement>> ask, string state)
    {
        var asked = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var order = await ask();
            if (order.GetProperty("state").GetString() == state)
                return order;
            Assert.True(TimeProvider.System.GetElapsedTime(asked) < TimeSpan.FromSeconds(10), $"never {state}: {order}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }
    }

    /// <summary>How many orders of the run the shadow ledger and the real one have.</summary>
    public async Task<(int Shadow, int Real)> CountAsync(string run)
    {
        var counts = await GetAsync($"/control/ledger?run={Uri.EscapeDataString(run)}");
        return (counts.GetProperty("shadow").GetProperty("orders").GetInt32(), counts.GetProperty("real").GetProperty("orders").GetInt32());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await broker.DisposeAsync();
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var body = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode} instead of {(int)expected}: {body}");
        return JsonSerializer.Deserialize<JsonElement>(body);
    }
}
