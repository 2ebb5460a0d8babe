using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoadProbe.Browser;

/// <summary>
/// A proxy on loopback for one journey's browser context: all that the pages and their workers connect to goes through it, and
/// so through the same check as our own dials. What could not be reached is noted, so that a step can say so, and which connection
/// went on as which, so that packets can be joined to what the browser tells of its own.
/// </summary>
internal sealed class EgressProxy : IAsyncDisposable
{
    private const int MostAtOnce = 256;
    private const int MostNoted = 100;
    private const int MostLed = 1000;

    private static readonly byte[] Established = "HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray();

    private readonly WayOut _way;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _places = new(MostAtOnce, MostAtOnce);
    private readonly ConcurrentDictionary<Task, bool> _open = [];
    private readonly ConcurrentQueue<Unreached> _noted = new();
    private readonly ConcurrentDictionary<int, (IPEndPoint? Local, IPEndPoint? Remote)> _led = [];
    private readonly Task _accepting;

    public EgressProxy(WayOut way)
    {
        _way = way;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => $"http://{_listener.LocalEndpoint}";

    /// <summary>What could not be reached since the last call, in order.</summary>
    public IReadOnlyList<Unreached> Take()
    {
        var taken = new List<Unreached>();
        while (_noted.TryDequeue(out Unreached? one)) taken.Add(one);
        return taken;
    }

    /// <summary>The ends of the connection out that one of the browser's went on as, by the browser's end of that; null where they are not known, or that end was used twice.</summary>
    public (IPEndPoint? Local, IPEndPoint? Remote) Led(IPEndPoint browser) => _led.GetValueOrDefault(browser.Port);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        _listener.Stop();
        await Task.WhenAll(_open.Keys).ConfigureAwait(false);
        _end.Dispose();
        _places.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                await _places.WaitAsync(_end.Token).ConfigureAwait(false);
                Socket socket = await _listener.AcceptSocketAsync(_end.Token).ConfigureAwait(false);
                Task serving = ServeAsync(socket);
                _open[serving] = true;
                _ = serving.ContinueWith(over => _open.TryRemove(over, out _), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The journey is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        // Whoever accepted goes on at once.
        await Task.Yield();
        try
        {
            socket.NoDelay = true;
            await using var browser = new NetworkStream(socket, ownsSocket: true);
            if (await ProxyRequest.ReadAsync(browser, _end.Token).ConfigureAwait(false) is not { } asked)
            {
                await SayAsync(browser, "400 Bad Request", "this is no request to a proxy").ConfigureAwait(false);
                return;
            }

            Way way = await _way(asked.Host, asked.Port, _end.Token).ConfigureAwait(false);
            if (way.Stream is null)
            {
                if (_noted.Count < MostNoted) _noted.Enqueue(new Unreached(asked.Host, asked.Port, way.Outcome, way.Detail ?? ""));
                await SayAsync(browser, way.Outcome == Outcome.EgressRefused ? "403 Forbidden" : "502 Bad Gateway", way.Detail ?? "").ConfigureAwait(false);
                return;
            }

            await using Stream server = way.Stream;
            if (_led.Count < MostLed) _led.AddOrUpdate(((IPEndPoint)socket.RemoteEndPoint!).Port, (way.Local, way.Remote), (_, _) => default);
            if (asked.Sent is { } sent) await server.WriteAsync(sent, _end.Token).ConfigureAwait(false);
            else await browser.WriteAsync(Established, _end.Token).ConfigureAwait(false);
            await RelayAsync(asked, browser, server).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // Either side went away, or the journey is over: the browser sees it for itself.
        }
        finally
        {
            _places.Release();
        }
    }

    // When the server has said all, the browser still has to read it: it closes when it has.
    private async Task RelayAsync(ProxyRequest asked, NetworkStream browser, Stream server)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        Task up = browser.CopyToAsync(server, over.Token), down = asked.AnswerAsync(server, browser, over.Token);
        if (await Task.WhenAny(up, down).ConfigureAwait(false) == down && down.IsCompletedSuccessfully)
        {
            browser.Socket.Shutdown(SocketShutdown.Send);
            await up.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await over.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(up, down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private Task SayAsync(NetworkStream browser, string status, string why)
    {
        byte[] text = Encoding.UTF8.GetBytes(why + "\n");
        return browser.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {text.Length}\r\nConnection: close\r\n\r\n"), .. text], _end.Token).AsTask();
    }
}
