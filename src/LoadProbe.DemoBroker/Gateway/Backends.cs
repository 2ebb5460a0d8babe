using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.DemoBroker;

/// <summary>The three services behind the gateway; each call leaves its duration in the Server-Timing header.</summary>
internal sealed class Backends(Backend quotes, Backend orders, Backend ledger, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan HealthPatience = TimeSpan.FromSeconds(1);

    public Task<BackendAnswer> QuotesAsync(HttpContext context, string path) => SendAsync(context, quotes, HttpMethod.Get, path);

    /// <summary>Outside of a request that could still be answered with headers.</summary>
    public Task<BackendAnswer> QuotesAsync(string path, CancellationToken token) => quotes.GetAsync(path, token);

    public Task<BackendAnswer> OrdersAsync(HttpContext context, HttpMethod method, string path, object? body = null) =>
        SendAsync(context, orders, method, path, body);

    public Task<BackendAnswer> LedgerAsync(HttpContext context, string path) => SendAsync(context, ledger, HttpMethod.Get, path);

    /// <summary>Which of the services answer, in the order quotes, orders, ledger.</summary>
    public Task<bool[]> HealthAsync(CancellationToken token) => Task.WhenAll(new[] { quotes, orders, ledger }.Select(async backend =>
        (await backend.SendAsync(HttpMethod.Get, "/health", null, token, HealthPatience)).IsSuccess));

    public void Dispose()
    {
        quotes.Dispose();
        orders.Dispose();
        ledger.Dispose();
    }

    private async Task<BackendAnswer> SendAsync(HttpContext context, Backend backend, HttpMethod method, string path, object? body = null)
    {
        var started = time.GetTimestamp();
        var answer = await backend.SendAsync(method, path, body, context.RequestAborted);
        var elapsed = time.GetElapsedTime(started).TotalMilliseconds;
        context.Response.Headers.Append("Server-Timing", string.Create(CultureInfo.InvariantCulture, $"{backend.Name};dur={elapsed:0.###}"));
        return answer;
    }
}
