using System.Globalization;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>A page of metrics with one series, whose value the test changes or takes away.</summary>
internal sealed class ScrapedServer : IDisposable
{
    private readonly PlainServer _server;
    private readonly Lock _lock = new();
    private double? _value = 1;
    private TaskCompletionSource<DateTimeOffset> _scraped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ScrapedServer() =>
        _server = new PlainServer((_, _) => Task.CompletedTask, _ => "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4") { Says = _ => Page() };

    public Uri Address => _server.Address;

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

    public void Dispose() => _server.Dispose();

    private string Page()
    {
        lock (_lock)
        {
            _scraped.TrySetResult(TimeProvider.System.GetUtcNow());
            return _value is { } value ? string.Create(CultureInfo.InvariantCulture, $"# TYPE broken_orders gauge\nbroken_orders{{desk=\"a\"}} {value}\n") : "";
        }
    }
}
