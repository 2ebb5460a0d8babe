using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>A page of metrics with one series, whose value the test changes or takes away.</summary>
internal sealed class ScrapedServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Lock _lock = new();
    private double? _value = 1;
    private TaskCompletionSource<DateTimeOffset> _scraped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ScrapedServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");

    /// <summary>From now on this value, or no series at all; when a scrape has seen it for the first time.</summary>
    public Task<DateTimeOffset> SetAsync(double? value)
    {
        lock (_lock)
        {
            _value = value;
            _scraped = new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
            return _scraped.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        {
            byte[] request = new byte[8192];
            try
            {
                while (await client.ReceiveAsync(request, SocketFlags.None) > 0) await client.SendAsync(Page(), SocketFlags.None);
            }
            catch (SocketException)
            {
                // Prometheus was killed in the middle of a scrape.
            }
        }
    }

    private byte[] Page()
    {
        lock (_lock)
        {
            string body = _value is { } value ? string.Create(CultureInfo.InvariantCulture, $"# TYPE broken_orders gauge\nbroken_orders{{desk=\"a\"}} {value}\n") : "";
            _scraped.TrySetResult(TimeProvider.System.GetUtcNow());
            return Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        }
    }
}
