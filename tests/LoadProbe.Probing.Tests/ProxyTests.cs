using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.Probing.Tests;

/// <summary>HTTP steps through the target's proxy: what it is asked, what is measured, and whose fault is what.</summary>
public sealed class ProxyTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task Over_http_the_proxy_is_asked_for_the_whole_url()
    {
        await using WebServer server = await WebServer.SayingAsync("hello");
        await using var proxy = new ProxyServer();
        JourneyResult journey = await Dialled.RunAsync(server.Target with { Proxy = proxy.Proxy }, Dialled.Get("/a"), Dialled.Get("/b"));
        Assert.True(journey.Outcome == Outcome.Ok, journey.Detail);
        Assert.Equal(["GET /a", "GET /b"], server.Seen);
        Assert.Equal([$"GET {server.Address}a HTTP/1.1", $"GET {server.Address}b HTTP/1.1"], proxy.Seen);
        Assert.Equal(proxy.Proxy.Address.Port, journey.Steps[0].Remote!.Port);
    }

    [Fact]
    public async Task Over_https_the_proxy_is_asked_for_a_tunnel_and_all_phases_are_measured()
    {
        using var certificate = new SelfSigned(TimeProvider.System.GetUtcNow().AddDays(30));
        await using WebServer server = await WebServer.StartAsync(c => c.Response.WriteAsync("hello"), certificate.Certificate);
        await using var proxy = new ProxyServer();
        Target target = server.Target with { Proxy = proxy.Proxy, Tls = new TlsTrust(AuthorityFile: certificate.PemFile) };
        JourneyResult journey = await Dialled.RunAsync(target, Dialled.Get("/a"), Dialled.Get("/b"));
        Assert.True(journey.Outcome == Outcome.Ok, journey.Detail);
        Assert.Equal(["GET /a", "GET /b"], server.Seen);
        Assert.Equal([$"CONNECT 127.0.0.1:{server.Address.Port} HTTP/1.1"], proxy.Seen);
        StepResult first = journey.Steps[0];
        Assert.NotNull(first.Phases.Connect);
        Assert.NotNull(first.Phases.Tls);
        Assert.NotNull(first.Tls);
        Assert.InRange(first.Phases.Other(first.Duration), TimeSpan.Zero, first.Duration);
        Assert.Null(journey.Steps[1].Phases.Connect);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_proxy_is_told_who_asks_and_the_target_is_not(bool secure)
    {
        using var certificate = new SelfSigned(TimeProvider.System.GetUtcNow().AddDays(30));
        await using WebServer server = await WebServer.StartAsync(
            c => c.Response.WriteAsync($"told: {(secure ? c.Request.Headers.ProxyAuthorization.ToString() : "")}"), secure ? certificate.Certificate : null);
        await using var proxy = new ProxyServer($"me:{KnownSecret.Value}");
        Target target = server.Target with
        {
            Tls = new TlsTrust(Verify: false),
            Proxy = proxy.Proxy with { User = Template.Constant("me"), Password = Dialled.Text("${secret:env:PROXY_PASSWORD}") },
        };
        using var connections = new HttpConnections(target, TimeProvider.System, secrets: new KnownSecret());
        var journey = new Journey { Name = "journey", Target = target, Steps = [Dialled.Get("/", new() { Body = [new Match { Is = Template.Constant("told: ") }] })] };
        using var dialled = new ApiJourney(journey, connections, TimeProvider.System, Dialled.Token);
        JourneyResult result = await dialled.RunAsync(new Variables(new KnownSecret()));
        Assert.True(result.Outcome == Outcome.Ok, result.Detail);
        Assert.Single(proxy.Seen);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_proxy_that_wants_to_know_who_asks_is_our_sides_fault(string scheme)
    {
        await using WebServer server = await WebServer.SayingAsync("hello");
        await using var proxy = new ProxyServer("me:secret");
        var target = new Target { Name = "shop", Address = new Uri($"{scheme}://127.0.0.1:{server.Address.Port}"), Proxy = proxy.Proxy };
        StepResult step = await Dialled.StepAsync(target, Dialled.Get("/"));
        Assert.Equal((Outcome.ProxyFailed, Verdict.Invalid), (step.Outcome, step.Outcome.Verdict()));
        Assert.Contains("407", step.Detail, StringComparison.Ordinal);
        Assert.Empty(server.Seen);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_proxy_that_is_not_there_is_our_sides_fault(string scheme)
    {
        using var reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var proxy = new Proxy(new Uri($"http://127.0.0.1:{((IPEndPoint)reserved.LocalEndPoint!).Port}"));
        StepResult step = await Dialled.StepAsync(new Target { Name = "shop", Address = new Uri($"{scheme}://127.0.0.1:9"), Proxy = proxy }, Dialled.Get("/"));
        Assert.Equal(Outcome.ProxyFailed, step.Outcome);
        Assert.StartsWith("proxy: no connection to 127.0.0.1:", step.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_a_proxy_cannot_reach_is_the_targets_fault()
    {
        using var reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var proxy = new ProxyServer();
        var target = new Target { Name = "gone", Address = new Uri($"https://127.0.0.1:{((IPEndPoint)reserved.LocalEndPoint!).Port}"), Proxy = proxy.Proxy };
        StepResult step = await Dialled.StepAsync(target, Dialled.Get("/"));
        Assert.Equal(Outcome.ConnectFailed, step.Outcome);
        Assert.Contains("said HTTP/1.1 502 Bad Gateway", step.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 403 Forbidden\r\n\r\n", "403")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n", "SSH-2.0")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nand more", "more than its answer")]
    [InlineData("HTTP/1.1 200 OK\r\n", "no whole answer")]
    [InlineData("", "nothing, and closed the connection")]
    public async Task A_proxy_that_makes_no_tunnel_is_our_sides_fault(string answer, string told)
    {
        await using OddServer proxy = OddServer.Answering(answer, OddServer.Close);
        var target = new Target { Name = "shop", Address = new Uri("https://127.0.0.1:9"), Proxy = new Proxy(proxy.Target.Address) };
        StepResult step = await Dialled.StepAsync(target, Dialled.Get("/"));
        Assert.Equal(Outcome.ProxyFailed, step.Outcome);
        Assert.Contains(told, step.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_hangs_is_a_connection_that_timed_out()
    {
        await using OddServer proxy = OddServer.Answering("", OddServer.Hang);
        var target = new Target { Name = "shop", Address = new Uri("https://127.0.0.1:9"), Proxy = new Proxy(proxy.Target.Address) };
        StepResult step = await Dialled.StepAsync(target, Dialled.Get("/"), Short);
        Assert.Equal(Outcome.ConnectTimedOut, step.Outcome);
        Assert.InRange(step.Phases.Connect!.Value, Short / 2, step.Duration);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task What_is_not_the_target_is_not_asked_of_the_proxy(string scheme)
    {
        await using WebServer server = await WebServer.SayingAsync("hello");
        await using var proxy = new ProxyServer();
        StepResult step = await Dialled.StepAsync(server.Target with { Proxy = proxy.Proxy }, Dialled.Get($"{scheme}://127.0.0.1:1/"));
        Assert.Equal(Outcome.NotAllowed, step.Outcome);
        Assert.Empty(proxy.Seen);
    }

    [Fact]
    public async Task A_redirect_over_the_same_connection_to_the_proxy_is_checked_too()
    {
        await using WebServer elsewhere = await WebServer.SayingAsync("not yours");
        await using WebServer server = await WebServer.StartAsync(context =>
        {
            context.Response.Redirect(elsewhere.Address.AbsoluteUri);
            return Task.CompletedTask;
        });
        await using var proxy = new ProxyServer();
        StepResult step = await Dialled.StepAsync(server.Target with { Proxy = proxy.Proxy }, Dialled.Get("/"));
        Assert.Equal(Outcome.NotAllowed, step.Outcome);
        Assert.Empty(elsewhere.Seen);
    }

    [Fact]
    public async Task A_list_has_to_allow_both_the_proxy_and_the_target()
    {
        await using WebServer server = await WebServer.SayingAsync("hello");
        await using var proxy = new ProxyServer();
        Target target = server.Target with { Proxy = proxy.Proxy };
        string ofServer = $"127.0.0.1:{server.Address.Port}", ofProxy = $"127.0.0.1:{proxy.Proxy.Address.Port}";
        Assert.Equal(Outcome.NotAllowed, await UnderAsync(ofServer));
        Assert.Equal(Outcome.NotAllowed, await UnderAsync(ofProxy));
        Assert.Empty(proxy.Seen);
        Assert.Equal(Outcome.Ok, await UnderAsync(ofServer, ofProxy));

        async Task<Outcome> UnderAsync(params string[] rules) =>
            (await Dialled.StepAsync(target with { Allow = new AllowList([.. rules.Select(r => AllowRule.Parse(r)!)]) }, Dialled.Get("/"))).Outcome;
    }

    [Fact]
    public async Task A_name_that_the_proxy_looks_up_is_allowed_by_itself_and_by_no_network()
    {
        await using WebServer server = await WebServer.SayingAsync("hello");
        await using var proxy = new ProxyServer();
        Target target = server.Target with { Address = new Uri($"http://shop.invalid:{server.Address.Port}"), Proxy = proxy.Proxy };
        AllowRule everything = AllowRule.Parse("0.0.0.0/0")!;
        Assert.Equal(Outcome.NotAllowed, (await Dialled.StepAsync(target with { Allow = new AllowList([everything]) }, Dialled.Get("/"))).Outcome);
        Assert.Equal(Outcome.Ok, (await Dialled.StepAsync(target with { Allow = new AllowList([everything, AllowRule.Parse("shop.invalid")!]) }, Dialled.Get("/"))).Outcome);
    }

    [Fact]
    public async Task What_the_environment_says_of_proxies_is_not_looked_at()
    {
        await using WebServer server = await WebServer.SayingAsync("hello");
        string? before = Environment.GetEnvironmentVariable("http_proxy");
        Environment.SetEnvironmentVariable("http_proxy", "http://127.0.0.1:1");
        try
        {
            Assert.Equal(Outcome.Ok, (await Dialled.StepAsync(server.Target, Dialled.Get("/"))).Outcome);
        }
        finally
        {
            Environment.SetEnvironmentVariable("http_proxy", before);
        }
    }
}
