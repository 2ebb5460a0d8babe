using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoadProbe.Probing.Tests;

/// <summary>A server that does to each connection whatever a test wants, well-behaved or not.</summary>
internal sealed class OddServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;
    private int _accepted;

    public OddServer(Func<Socket, CancellationToken, Task> converse)
    {
        _listener.Start();
        _serving = ServeAsync(converse);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Accepted => _accepted;

    public Target Target => new() { Name = "odd", Address = new Uri($"http://127.0.0.1:{Port}/") };

    /// <summary>Reads the request, says this, and then does what <paramref name="then"/> says.</summary>
    public static OddServer Answering(string answer, Func<Socket, CancellationToken, Task> then) => new(async (socket, token) =>
    {
        await socket.ReceiveAsync(new byte[4096], token);
        if (answer.Length > 0) await socket.SendAsync(Encoding.ASCII.GetBytes(answer), token);
        await then(socket, token);
    });

    public static Task Close(Socket socket, CancellationToken token)
    {
        socket.Shutdown(SocketShutdown.Both);
        return Task.CompletedTask;
    }

    public static Task Reset(Socket socket, CancellationToken token)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
        return Task.CompletedTask;
    }

    public static Task Hang(Socket socket, CancellationToken token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync(Func<Socket, CancellationToken, Task> converse)
    {
        while (true)
        {
            using Socket socket = await _listener.AcceptSocketAsync(_end.Token);
            _accepted++;
            await converse(socket, _end.Token);
        }
    }
}
