using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.DemoBroker.Tests;

public sealed class HostTests
{
    [Fact]
    public async Task All_is_well_after_the_start_and_every_answer_says_who_gave_it()
    {
        await using var broker = await RunningBroker.StartAsync();
        using var response = await broker.Client.GetAsync("/api/quotes", RunningBroker.Token);
        Assert.StartsWith("gateway-", Assert.Single(response.Headers.GetValues("X-Broker-Instance")), StringComparison.Ordinal);
        var timing = string.Join(",", response.Headers.GetValues("Server-Timing"));
        Assert.Matches(@"^quotes;dur=[0-9.]+, ?app;dur=[0-9.]+$", timing);
        var health = await broker.GetAsync("/health");
        Assert.Equal("""{"status":"ok","quotes":"ok","orders":"ok","ledger":"ok"}""", health.ToString());
    }

    [Fact]
    public async Task Whoever_wants_to_know_is_told_what_customers_ask_the_gateway_and_nothing_that_services_ask_each_other()
    {
        var asked = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var broker = new RunningBroker(await Broker.StartAsync(new BrokerOptions { HttpPort = 0, HttpsPort = 0, Rehearse = false, Asked = asked.Enqueue }, TimeProvider.System, RunningBroker.Token));
        await broker.GetAsync("/api/quotes/600519");
        using var nowhere = await broker.Client.GetAsync("/api/nowhere", RunningBroker.Token);
        Assert.Equal(["/api/quotes/600519", "/api/nowhere"], asked);
    }

    [Fact]
    public async Task The_certificate_file_is_all_a_client_needs_to_trust_the_gateway()
    {
        await using var broker = await RunningBroker.StartAsync();
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(broker.Broker.CertificatePath);
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    CustomTrustStore = { certificate },
                },
            },
        };
        using var client = new HttpClient(handler);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(broker.Broker.Https, "/health"), RunningBroker.Token)).StatusCode);
        var localhost = new UriBuilder(broker.Broker.Https) { Host = "localhost", Path = "/health" }.Uri;
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(localhost, RunningBroker.Token)).StatusCode);

        using var stranger = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => stranger.GetAsync(broker.Broker.Https, RunningBroker.Token));
    }

    [Theory]
    [InlineData("gateway", true, null)]
    [InlineData("gateway", false, "1m")]
    [InlineData("quotes", true, null)]
    public async Task The_end_is_quick_even_while_requests_hang(string service, bool hang, string? delay)
    {
        var running = await RunningBroker.StartAsync();
        await running.PostAsync("/control/faults", new { service, hang, delay });
        var hanging = Enumerable.Range(0, 20).Select(_ => running.Client.GetAsync("/api/quotes", RunningBroker.Token)).ToArray();
        await running.GetAsync("/control/faults");

        var started = TimeProvider.System.GetTimestamp();
        await running.Broker.DisposeAsync();
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(1));
        foreach (var request in hanging)
            await Assert.ThrowsAsync<HttpRequestException>(() => request);
        Assert.False(File.Exists(running.Broker.CertificatePath));
        running.Client.Dispose();
    }

    [Fact]
    public async Task A_taken_port_is_said_so_and_leaves_nothing_behind()
    {
        await using var first = await RunningBroker.StartAsync();
        var options = new BrokerOptions { HttpPort = first.Broker.Http.Port, HttpsPort = 0 };
        var refusal = await Assert.ThrowsAsync<IOException>(() => Broker.StartAsync(options, TimeProvider.System, RunningBroker.Token));
        Assert.Contains($"{first.Broker.Http.Port}", refusal.Message, StringComparison.Ordinal);
    }
}
