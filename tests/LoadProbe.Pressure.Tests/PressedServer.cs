using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LoadProbe.Pressure.Tests;

/// <summary>A server of the test's own that counts its requests and holds them for as long as the test wants.</summary>
internal sealed class PressedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, bool> _connections = new();
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _paths = new();
    private readonly System.Collections.Concurrent.ConcurrentQueue<long> _times = new();
    private int _requests;
    private int _now;
    private int _peak;

    private PressedServer(WebApplication app) => _app = app;

    public Target Target { get; private set; } = null!;

    public int Requests => _requests;

    /// <summary>What was asked for.</summary>
    public IReadOnlyCollection<string> Paths => _paths;

    /// <summary>When each request came, timestamps in their order.</summary>
    public IReadOnlyCollection<long> Times => _times;

    /// <summary>The connections that carried a request.</summary>
    public int Connections => _connections.Count;

    /// <summary>The most requests that were under way at once.</summary>
    public int Peak => _peak;

    /// <summary>Completes when a request has arrived.</summary>
    public Task FirstRequest => _first.Task;

    /// <param name="hold">How long an answer takes: it is given when this completes.</param>
    /// <param name="answer">Given each answer before it is, and its number, from 1 on.</param>
    public static async Task<PressedServer> StartAsync(Func<CancellationToken, Task>? hold = null, Action<HttpContext, int>? answer = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var server = new PressedServer(builder.Build());
        server._app.UseWebSockets();
        server._app.Run(async context =>
        {
            int number = Interlocked.Increment(ref server._requests);
            server._times.Enqueue(TimeProvider.System.GetTimestamp());
            server._paths.Enqueue(context.Request.Path);
            server._connections.TryAdd(context.Connection.Id, true);
            int now = Interlocked.Increment(ref server._now);
            for (int seen = server._peak; now > seen; seen = server._peak) Interlocked.CompareExchange(ref server._peak, now, seen);
            server._first.TrySetResult();
            try
            {
                if (hold is not null) await hold(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                answer?.Invoke(context, number);
                if (context.WebSockets.IsWebSocketRequest) await EchoAsync(context);
                else await context.Response.WriteAsync("ok");
            }
            finally
            {
                Interlocked.Decrement(ref server._now);
            }
        });
        await server._app.StartAsync();
        server.Target = new Target { Name = "pressed", Address = new Uri(server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
        return server;
    }

    public static Task Hang(CancellationToken aborted) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, aborted);

    private static async Task EchoAsync(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        byte[] buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } got)
        {
            await socket.SendAsync(buffer.AsMemory(0, got.Count), got.MessageType, got.EndOfMessage, context.RequestAborted);
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
