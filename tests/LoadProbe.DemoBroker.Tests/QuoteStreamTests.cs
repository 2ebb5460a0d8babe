using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace LoadProbe.DemoBroker.Tests;

public sealed class QuoteStreamTests
{
    [Fact]
    public async Task A_subscriber_gets_its_quotes_at_once_and_again_when_they_move()
    {
        await using var broker = await RunningBroker.StartAsync();
        using var socket = await OpenAsync(broker);
        await SayAsync(socket, """{"op":"subscribe","symbols":["600519"]}""");
        Assert.Equal("600519", (await HearAsync(socket)).GetProperty("subscribed")[0].GetString());
        var (first, second) = (await HearAsync(socket), await HearAsync(socket));
        Assert.Equal(("600519", "600519"), (first.GetProperty("symbol").GetString(), second.GetProperty("symbol").GetString()));
        Assert.True(second.GetProperty("time").GetDateTimeOffset() > first.GetProperty("time").GetDateTimeOffset());

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, RunningBroker.Token);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("""{"op":"unsubscribe","symbols":["600519"]}""")]
    [InlineData("""{"op":"subscribe","symbols":[]}""")]
    [InlineData("""{"op":"subscribe","symbols":["999999"]}""")]
    public async Task What_is_no_subscription_is_told_and_may_be_tried_again(string message)
    {
        await using var broker = await RunningBroker.StartAsync();
        using var socket = await OpenAsync(broker);
        await SayAsync(socket, message);
        Assert.NotEmpty((await HearAsync(socket)).GetProperty("error").GetString()!);
        await SayAsync(socket, """{"op":"subscribe","symbols":["600519"]}""");
        Assert.True((await HearAsync(socket)).TryGetProperty("subscribed", out _));
    }

    [Fact]
    public async Task A_request_that_is_no_WebSocket_is_told_to_be_one()
    {
        await using var broker = await RunningBroker.StartAsync();
        await broker.GetAsync("/ws/quotes", HttpStatusCode.UpgradeRequired);
    }

    [Fact]
    public async Task A_quotes_service_that_fails_ends_the_stream()
    {
        await using var broker = await RunningBroker.StartAsync();
        using var socket = await OpenAsync(broker);
        await broker.PostAsync("/control/faults", new { service = "quotes", error = 1.0 });
        await SayAsync(socket, """{"op":"subscribe","symbols":["600519"]}""");
        await HearAsync(socket);
        await socket.ReceiveAsync(new byte[4096], RunningBroker.Token);
        Assert.Equal(WebSocketCloseStatus.InternalServerError, socket.CloseStatus);
    }

    private static async Task<ClientWebSocket> OpenAsync(RunningBroker broker)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(broker.Broker.Http) { Scheme = "ws", Path = "/ws/quotes" }.Uri, RunningBroker.Token);
        return socket;
    }

    private static Task SayAsync(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, RunningBroker.Token);

    private static async Task<JsonElement> HearAsync(ClientWebSocket socket)
    {
        var buffer = new byte[4096];
        var got = await socket.ReceiveAsync(buffer, RunningBroker.Token);
        return JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, got.Count));
    }
}
