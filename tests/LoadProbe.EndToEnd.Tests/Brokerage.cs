using System.Net.Http.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>The demo brokerage in a process of its own, for the tests of one class.</summary>
public sealed class Brokerage : IAsyncLifetime
{
    private readonly HttpClient _control = new();
    private Running _broker = null!;

    public Uri Http { get; private set; } = null!;

    public Uri Https { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // As ./loadprobe starts it.
        _broker = Running.Start(Machine.Program, "broker --http 0 --https 0", null, ("DOTNET_TieredCompilation", "0"));
        Http = await _broker.AddressAsync();
        Https = await _broker.AddressAsync("listening on https://");
    }

    public async Task HurtAsync(object fault) => (await _control.PostAsJsonAsync(new Uri(Http, "/control/faults"), fault)).EnsureSuccessStatusCode();

    public async Task HealAsync() => (await _control.DeleteAsync(new Uri(Http, "/control/faults"))).EnsureSuccessStatusCode();

    public void Signal(string name) => _broker.Signal(name);

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _broker.DisposeAsync();
    }
}
