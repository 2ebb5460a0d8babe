using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace LoadProbe.DemoBroker.Tests;

/// <summary>The broker's customer as an agent under pressure sends him: with the mark of a run.</summary>
internal sealed class MarkedCustomer(RunningBroker broker, string run)
{
    public Task<JsonElement> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK) => SendAsync(HttpMethod.Get, path, "read", null, expected);

    public Task<JsonElement> OrderAsync(string symbol = "600519", int quantity = 100, decimal? price = null, string kind = "write-shadow", HttpStatusCode expected = HttpStatusCode.Created) =>
        SendAsync(HttpMethod.Post, "/api/orders", kind, new { symbol, side = "buy", quantity, price }, expected);

    public async Task<string> IdOfOrderAsync(string symbol = "600519", int quantity = 100, decimal? price = null, string kind = "write-shadow") =>
        (await OrderAsync(symbol, quantity, price, kind)).GetProperty("id").GetString()!;

    public Task<JsonElement> CancelAsync(string id, string kind = "write-shadow", HttpStatusCode expected = HttpStatusCode.OK) =>
        SendAsync(HttpMethod.Delete, $"/api/orders/{id}", kind, null, expected);

    /// <summary>Asks until the order is in the state, for 10 s at most.</summary>
    public Task<JsonElement> UntilAsync(string id, string state) => RunningBroker.UntilAsync(() => GetAsync($"/api/orders/{id}"), state);

    public async Task<JsonElement> SendAsync(HttpMethod method, string path, string kind, object? body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        request.Headers.Add("X-LoadProbe-Run", run);
        request.Headers.Add("baggage", $"loadprobe.run={Uri.EscapeDataString(run)},loadprobe.kind={kind}");
        return await broker.SendAsync(request, expected);
    }
}
