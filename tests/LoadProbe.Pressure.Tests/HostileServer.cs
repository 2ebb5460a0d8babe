using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoadProbe.Pressure.Tests;

/// <summary>A server that does the same unkind thing to each of many connections at once.</summary>
internal sealed class HostileServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<Socket, CancellationToken, Task> _converse;
    private readonly Task _serving;

    public HostileServer(Func<Socket, CancellationToken, Task> converse, string scheme = "http")
    {
        _converse = converse;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1024);
        Target = new Target { Name = "hostile", Address = new Uri($"{scheme}://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}"), Class = EnvironmentClass.Test };
        _serving = ServeAsync();
    }

    public Target Target { get; }

    public static Task SayAsync(Socket socket, string text, CancellationToken token) => socket.SendAsync(Encoding.ASCII.GetBytes(text), token).AsTask();

    public static Task SleepAsync(CancellationToken token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);

    /// <summary>Says it again and again, as fast as it is read or with a pause after each.</summary>
    public static async Task RepeatAsync(Socket socket, string text, TimeSpan pause, CancellationToken token)
    {
        while (true)
        {
            await SayAsync(socket, text, token);
            if (pause > TimeSpan.Zero) await Task.Delay(pause, TimeProvider.System, token);
        }
    }

    public static void Reset(Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true) _ = ConverseAsync(await _listener.AcceptAsync(_end.Token));
    }

    private async Task ConverseAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await _converse(socket, _end.Token);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The customer went away first, or the test is over.
            }
        }
    }
}
