using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.Probing.Tests;

/// <summary>HTTP steps through a SOCKS 5 proxy: a tunnel for http and https alike.</summary>
public sealed class SocksTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_proxy_makes_a_tunnel_and_all_phases_are_measured(bool secure)
    {
        using var certificate = new SelfSigned(TimeProvider.System.GetUtcNow().AddDays(30));
        await using WebServer server = await WebServer.StartAsync(c => c.Response.WriteAsync("hello"), secure ? certificate.Certificate : null);
        await using var proxy = new SocksServer();
        Target target = server.Target with { Proxy = proxy.Proxy, Tls = new TlsTrust(AuthorityFile: certificate.PemFile) };
        JourneyResult journey = await Dialled.RunAsync(target, Dialled.Get("/a"), Dialled.Get("/b"));
        Assert.True(journey.Outcome == Outcome.Ok, journey.Detail);
        Assert.Equal(["GET /a", "GET /b"], server.Seen);
        Assert.Equal($"127.0.0.1:{server.Address.Port}", proxy.Asked);
        StepResult first = journey.Steps[0];
        Assert.NotNull(first.Phases.Connect);
        Assert.Equal(secure, first.Phases.Tls is not null);
        Assert.InRange(first.Phases.Other(first.Duration), TimeSpan.Zero, first.Duration);
        Assert.Null(journey.Steps[1].Phases.Connect);
    }

    [Fact]
    public async Task A_name_is_left_to_the_proxy_to_look_up()
    {
        await using WebServer server = await WebServer.SayingAsync("hello");
        await using var proxy = new SocksServer();
        var target = new Target { Name = "shop", Address = new Uri($"http://shop.invalid:{server.Address.Port}"), Proxy = proxy.Proxy };
        StepResult step = await Dialled.StepAsync(target, Dialled.Get("/"));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.Equal($"shop.invalid:{server.Address.Port}", proxy.Asked);
    }

    [Theory]
    [InlineData("me", $"me:{KnownSecret.Value}", Outcome.Ok, null)]
    [InlineData("you", $"me:{KnownSecret.Value}", Outcome.ProxyFailed, "user and password are not right")]
    [InlineData(null, $"me:{KnownSecret.Value}", Outcome.ProxyFailed, "wants to know who we are")]
    public async Task The_proxy_is_told_who_asks(string? user, string wanted, Outcome outcome, string? told)
    {
        await using WebServer server = await WebServer.SayingAsync("hello");
        await using var proxy = new SocksServer(wanted);
        Proxy known = user is null ? proxy.Proxy : proxy.Proxy with { User = Template.Constant(user), Password = Dialled.Text("${secret:env:PROXY_PASSWORD}") };
        Target target = server.Target with { Proxy = known };
        using var connections = new HttpConnections(target, TimeProvider.System, secrets: new KnownSecret());
        using var dialled = new ApiJourney(new Journey { Name = "journey", Target = target, Steps = [Dialled.Get("/")] }, connections, TimeProvider.System, Dialled.Token);
        JourneyResult result = await dialled.RunAsync(new Variables(new KnownSecret()));
        Assert.Equal(outcome, result.Outcome);
        Assert.Contains(told ?? "", result.Detail ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_refuses_the_proxy_is_the_targets_fault()
    {
        using var reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var proxy = new SocksServer();
        var target = new Target { Name = "gone", Address = new Uri($"http://127.0.0.1:{((IPEndPoint)reserved.LocalEndPoint!).Port}"), Proxy = proxy.Proxy };
        Assert.Equal(Outcome.ConnectRefused, (await Dialled.StepAsync(target, Dialled.Get("/"))).Outcome);
    }

    [Fact]
    public async Task What_does_not_speak_socks_is_our_sides_fault()
    {
        await using OddServer proxy = OddServer.Answering("HTTP/1.1 400 Bad Request\r\n\r\n", OddServer.Close);
        var target = new Target { Name = "shop", Address = new Uri("http://127.0.0.1:9"), Proxy = new Proxy(new Uri($"socks5://127.0.0.1:{proxy.Port}")) };
        StepResult step = await Dialled.StepAsync(target, Dialled.Get("/"));
        Assert.Equal(Outcome.ProxyFailed, step.Outcome);
        Assert.Contains("something that is not SOCKS 5", step.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_the_target_is_not_asked_of_the_proxy()
    {
        await using WebServer server = await WebServer.SayingAsync("hello");
        await using var proxy = new SocksServer();
        StepResult step = await Dialled.StepAsync(server.Target with { Proxy = proxy.Proxy }, Dialled.Get("http://127.0.0.1:1/"));
        Assert.Equal(Outcome.NotAllowed, step.Outcome);
        Assert.Null(proxy.Asked);
    }
}
