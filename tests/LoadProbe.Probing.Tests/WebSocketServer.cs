using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.Probing.Tests;

/// <summary>What servers of WebSockets say: good ones over Kestrel, odd ones byte by byte.</summary>
internal static class WebSocketServer
{
    /// <summary>Accepts, and does with each socket what a test wants.</summary>
    public static Task<WebServer> StartAsync(Func<WebSocket, HttpContext, Task> converse, X509Certificate2? certificate = null, string? subprotocol = null) => WebServer.StartAsync(async context =>
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(subprotocol);
        await converse(socket, context);
    }, certificate);

    /// <summary>Says after each message that it heard it, until it is told to close.</summary>
    public static async Task EchoAsync(WebSocket socket, HttpContext context)
    {
        while (await HearAsync(socket, context) is { } heard) await SayAsync(socket, $"heard {heard}", context);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }

    /// <summary>The next message; null = the client closes.</summary>
    public static async Task<string?> HearAsync(WebSocket socket, HttpContext context)
    {
        byte[] buffer = new byte[4096];
        ValueWebSocketReceiveResult got = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
        return got.MessageType == WebSocketMessageType.Close ? null : Encoding.UTF8.GetString(buffer, 0, got.Count);
    }

    public static async Task SayAsync(WebSocket socket, string text, HttpContext context) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(text).AsMemory(), WebSocketMessageType.Text, true, context.RequestAborted);

    /// <summary>Accepts as it should, sends these bytes as frames, and then does what <paramref name="then"/> says.</summary>
    public static OddServer Odd(byte[] frames, Func<System.Net.Sockets.Socket, CancellationToken, Task> then) => new(async (socket, token) =>
    {
        byte[] asked = new byte[4096];
        string request = Encoding.ASCII.GetString(asked, 0, await socket.ReceiveAsync(asked, token));
        string key = request.Split("\r\n").Single(l => l.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase))[18..].Trim();
        string accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
        await socket.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"), token);
        await socket.SendAsync(frames, token);
        await then(socket, token);
    });
}
