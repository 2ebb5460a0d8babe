using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoadProbe.Agent.Tests;

/// <summary>A small web server that knows each connection and request that it got.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<string> _seen = new();
    private readonly Func<string, string> _answer;
    private readonly Task _accepting;
    private int _connections;

    /// <param name="answer">A path's page; one that begins with "http" is where it has moved to.</param>
    public PageServer(Func<string, string> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Place => $"127.0.0.1:{Port}";

    public int Connections => _connections;

    public IReadOnlyCollection<string> Seen => _seen;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync(_end.Token);
                Interlocked.Increment(ref _connections);
                serving.Add(ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        await using var stream = new NetworkStream(client, ownsSocket: true);
        try
        {
            byte[] buffer = new byte[16384];
            for (int length = 0; ;)
            {
                int read = await stream.ReadAsync(buffer.AsMemory(length), _end.Token);
                if (read == 0) return;
                length += read;
                if (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0) continue;
                string path = Encoding.ASCII.GetString(buffer, 0, length).Split(' ')[1];
                _seen.Enqueue(path);
                string page = _answer(path);
                string head = page.StartsWith("http", StringComparison.Ordinal) ? $"HTTP/1.1 302 Found\r\nLocation: {page}\r\nContent-Length: 0\r\n\r\n"
                    : $"HTTP/1.1 200 OK\r\nContent-Type: {(path.EndsWith(".js", StringComparison.Ordinal) ? "text/javascript" : "text/html")}\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: {Encoding.UTF8.GetByteCount(page)}\r\n\r\n{page}";
                await stream.WriteAsync(Encoding.UTF8.GetBytes(head), _end.Token);
                length = 0;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The browser went away, or the test is over.
        }
    }
}
