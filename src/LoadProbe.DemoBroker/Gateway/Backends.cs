using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.DemoBroker;

/// <summary>
/// The three services behind the gateway; each call takes the mark and the Idempotency-Key of its request along and leaves its duration in the Server-Timing
/// header. Instances of the orders service have their turn one after the other.
/// </summary>
internal sealed class Backends(Backend quotes, IReadOnlyList<Backend> orders, Backend ledger, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan HealthPatience = TimeSpan.FromSeconds(1);

    /// <summary>Which service, and which instance of it, a request went to last.</summary>
    private const string ViaHeader = "X-Broker-Via";

    // Orders have a turn of their own: with one for all, who places and reads in turn would place on every second instance only.
    private uint placed;
    private uint asked;

    public Task<BackendAnswer> QuotesAsync(HttpContext context, string path) => SendAsync(context, quotes, HttpMethod.Get, path);

    /// <summary>Outside of a request that could still be answered with headers.</summary>
    public Task<BackendAnswer> QuotesAsync(string path, CancellationToken token) => quotes.GetAsync(path, null, token);

    public Task<BackendAnswer> OrdersAsync(HttpContext context, HttpMethod method, string path, object? body = null) =>
        SendAsync(context, orders[Next(ref (method == HttpMethod.Post ? ref placed : ref asked))], method, path, body);

    public Task<BackendAnswer> LedgerAsync(HttpContext context, string path) => SendAsync(context, ledger, HttpMethod.Get, path);

    /// <summary>Which of the services answer, in the order quotes, orders (all of its instances), ledger.</summary>
    public async Task<bool[]> HealthAsync(CancellationToken token)
    {
        var up = await Task.WhenAll(new[] { quotes, ledger }.Concat(orders).Select(async backend =>
            (await backend.SendAsync(HttpMethod.Get, "/health", null, null, token, HealthPatience)).IsSuccess));
        return [up[0], up[2..].All(isUp => isUp), up[1]];
    }

    public void Dispose()
    {
        quotes.Dispose();
        ledger.Dispose();
        foreach (var instance in orders)
            instance.Dispose();
    }

    private int Next(ref uint turn) => orders.Count == 1 ? 0 : (int)(Interlocked.Increment(ref turn) % (uint)orders.Count);

    private async Task<BackendAnswer> SendAsync(HttpContext context, Backend backend, HttpMethod method, string path, object? body = null)
    {
        var started = time.GetTimestamp();
        var answer = await backend.SendAsync(method, path, body, Mark.Of(context), context.RequestAborted, key: context.Request.Headers[OrderKey.Header]);
        var elapsed = time.GetElapsedTime(started).TotalMilliseconds;
        context.Response.Headers[ViaHeader] = backend.Name;
        context.Response.Headers.Append("Server-Timing", string.Create(CultureInfo.InvariantCulture, $"{backend.Name};dur={elapsed:0.###}"));
        return answer;
    }
}
