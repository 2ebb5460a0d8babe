using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Probing.Tests;

/// <summary>Takes connections on a free port of loopback until it is disposed; each is served beside the others.</summary>
internal sealed class Acceptor : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    public Acceptor(Func<Socket, Task> serve)
    {
        _listener.Start();
        Token = _end.Token;
        _accepting = AcceptAsync(serve);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Cancelled at the end.</summary>
    public CancellationToken Token { get; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync(Func<Socket, Task> serve)
    {
        while (true) _ = serve(await _listener.AcceptSocketAsync(Token));
    }
}
