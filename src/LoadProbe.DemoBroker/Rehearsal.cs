using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.DemoBroker;

/// <summary>
/// What customers do, done by the brokerage itself before the first one comes, until the runtime has compiled the code for it:
/// an order placed right after the start then takes as long as any later one, a shadow order too.
/// </summary>
internal static class Rehearsal
{
    private const int MostRounds = 300;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    // What hangs because someone has set a fault already is not waited for.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // What is called often is compiled anew beside the rounds; it is done when nothing was compiled for some of them.
    private const int QuietRounds = 8;

    // Long enough to go by a timer first, once the requests' own work no longer takes that long.
    private static readonly FaultOrder Slow = new(BrokerService.Gateway, "5ms", null, null, null, null, null, null);

    public static async Task RunAsync(Uri gateway, TimeProvider time, CancellationToken token)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(token, late.Token);
        try
        {
            await RoundsAsync(gateway, time, ending.Token);
        }
        catch (HttpRequestException e) when (e.StatusCode >= HttpStatusCode.InternalServerError)
        {
            // The fault that makes it so was asked for: the start goes on.
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            // Likewise.
        }
    }

    private static async Task RoundsAsync(Uri gateway, TimeProvider time, CancellationToken token)
    {
        // Faults are rehearsed on a board of their own: whoever sets one meanwhile finds it as it was set.
        var faults = new FaultBoard(time);
        await using var faulty = await ServiceHost.StartAsync(
            BrokerService.Gateway, kestrel => kestrel.Listen(IPAddress.Loopback, 0), app =>
            {
                app.MapGet("/api/own", () => BrokerJson.Answer(new Problem("rehearsed")));
                app.MapGet("/api/relayed", () => new BackendAnswer(StatusCodes.Status200OK, "{}"u8.ToArray()).ToResult());
                FaultEndpoints.Map(app, faults);
            }, faults, time, token);
        using var slow = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = faulty.Addresses[0] };

        var started = time.GetTimestamp();
        var compiled = 0L;
        var quiet = 0;
        for (var round = 0; round < MostRounds && quiet < QuietRounds && time.GetElapsedTime(started) < Longest; round++)
        {
            await RoundAsync(gateway, token);
            await SlowAsync(slow, token);
            var before = compiled;
            compiled = JitInfo.GetCompiledMethodCount();
            quiet = compiled == before ? quiet + 1 : 0;
        }
    }

    private static async Task RoundAsync(Uri gateway, CancellationToken token)
    {
        // A customer comes with a connection of his own.
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = gateway };
        using var login = await client.PostAsJsonAsync("/api/login", Customers.Rehearsing, BrokerJson.Options, token);
        var session = await ReadAsync<Session>(login, token);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.Token);
        await OrderAsync(client, token);
        client.DefaultRequestHeaders.Add("baggage", $"loadprobe.run={Customers.Rehearsing.User},loadprobe.kind=write-shadow");
        await OrderAsync(client, token);
        client.DefaultRequestHeaders.Remove("baggage");
        foreach (var page in (string[])["/", "/quotes", "/order", "/positions", "/broker.css"])
            await client.GetByteArrayAsync(page, token);
        using var form = new FormUrlEncodedContent([new("user", Customers.Rehearsing.User), new("password", Customers.Rehearsing.Password)]);
        using var entered = await client.PostAsync("/login", form, token);
        using var left = await client.PostAsync("/logout", null, token);
    }

    private static async Task OrderAsync(HttpClient client, CancellationToken token)
    {
        using var placed = await client.PostAsJsonAsync("/api/orders", new OrderTicket("600519", "buy", 100, 1480), BrokerJson.Options, token);
        var order = await ReadAsync<OrderView>(placed, token);
        foreach (var path in (string[])[$"/api/orders/{order.Id}", "/api/orders", "/api/quotes", "/api/quotes/600519", "/api/positions", "/health"])
            await client.GetByteArrayAsync(path, token);
        // On a very busy machine it may be filled by now; then there is nothing to cancel.
        using var cancelled = await client.DeleteAsync($"/api/orders/{order.Id}", token);
    }

    private static async Task SlowAsync(HttpClient client, CancellationToken token)
    {
        using var set = await client.PostAsJsonAsync("/control/faults", Slow, BrokerJson.Options, token);
        set.EnsureSuccessStatusCode();
        foreach (var path in (string[])["/api/own", "/api/relayed"])
            await client.GetByteArrayAsync(path, token);
        using var cleared = await client.DeleteAsync("/control/faults", token);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken token)
    {
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<T>(BrokerJson.Options, token))!;
    }
}
