using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.DemoBroker;

/// <summary>Quotes over a WebSocket: who subscribes to symbols gets each at once, and again whenever it moves.</summary>
internal sealed class QuoteStream(Backends backends, TimeProvider time)
{
    private const int LongestMessage = 4096;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    public async Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await BrokerJson.Error(StatusCodes.Status426UpgradeRequired, "open a WebSocket here").ExecuteAsync(context);
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        try
        {
            await PushAsync(socket, context.RequestAborted);
        }
        catch (WebSocketException)
        {
            // The customer is gone.
        }
    }

    private async Task PushAsync(WebSocket socket, CancellationToken token)
    {
        using var timer = new PeriodicTimer(Step, time);
        var wanted = ImmutableArray<string>.Empty;
        var sent = new Dictionary<string, Quote>();
        var heard = HearAsync(socket, token);
        var tick = timer.WaitForNextTickAsync(token).AsTask();
        while (true)
        {
            if (await Task.WhenAny(heard, tick) == heard)
            {
                if (await heard is not { } text)
                    break;
                var (symbols, error) = Read(text);
                if (error is not null)
                    await SayAsync(socket, new Problem(error), token);
                else
                    await SayAsync(socket, new { Subscribed = wanted = symbols }, token);
                sent.Clear();
                heard = HearAsync(socket, token);
            }
            else
            {
                await tick;
                tick = timer.WaitForNextTickAsync(token).AsTask();
            }

            if (wanted.IsEmpty)
                continue;
            var answer = await backends.QuotesAsync("/quotes", token);
            if (!answer.IsSuccess)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.InternalServerError, "no quotes to be had", token);
                return;
            }

            foreach (var quote in answer.Read<Quote[]>())
            {
                if (!wanted.Contains(quote.Symbol) || sent.GetValueOrDefault(quote.Symbol) == quote)
                    continue;
                sent[quote.Symbol] = quote;
                await SayAsync(socket, quote, token);
            }
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, token);
    }

    private static (ImmutableArray<string> Symbols, string? Error) Read(string text)
    {
        const string right = """{"op": "subscribe", "symbols": ["600519"]}""";
        try
        {
            var subscription = JsonSerializer.Deserialize<Subscription>(text, BrokerJson.Options);
            if (subscription is not { Op: "subscribe", Symbols: { IsDefaultOrEmpty: false } symbols })
                return ([], $"message: not a subscription, write {right}");
            var unknown = symbols.Except(Instrument.All.Select(i => i.Symbol)).FirstOrDefault();
            return unknown is null ? (symbols, null) : ([], $"symbols: '{unknown}' is not traded here");
        }
        catch (JsonException)
        {
            return ([], $"message: not as expected, write {right}");
        }
    }

    // Null when the customer closes, or sends more than any subscription needs.
    private static async Task<string?> HearAsync(WebSocket socket, CancellationToken token)
    {
        var buffer = new byte[LongestMessage];
        var length = 0;
        while (length < buffer.Length)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), token);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            length += part.Count;
            if (part.EndOfMessage)
                return System.Text.Encoding.UTF8.GetString(buffer, 0, length);
        }

        return null;
    }

    private static async Task SayAsync<T>(WebSocket socket, T message, CancellationToken token) =>
        await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message, BrokerJson.Options), WebSocketMessageType.Text, true, token);

    private sealed record Subscription(string? Op, ImmutableArray<string> Symbols);
}
