using System.Net;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.Probing.Tests;

/// <summary>The agent's own list holds for every dial, whatever the target's allow-list says, and no byte is sent against it.</summary>
public sealed class EgressTests
{
    private static readonly string[] Everything = ["*", "0.0.0.0/0", "::/0"];

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://[64:ff9b::a9fe:a9fe]/")]
    [InlineData("http://[2002:a9fe:a9fe::1]/")]
    [InlineData("http://2852039166/")]
    [InlineData("http://0xa9fea9fe/")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://0.0.0.0/")]
    public async Task The_metadata_address_is_refused_however_it_is_written_and_whatever_is_listed(string url)
    {
        StepResult step = await StepAsync(Open(new Uri(url)), Dialled.Get(url), Everything);
        Assert.Equal((Outcome.EgressRefused, Verdict.Invalid), (step.Outcome, step.Outcome.Verdict()));
        Assert.Contains("never dialled", step.Detail, StringComparison.Ordinal);
        Assert.Null(step.Phases.Connect);
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.7")]
    public async Task A_name_that_leads_where_only_a_network_could_allow_is_refused(string address)
    {
        await using WebServer server = await WebServer.SayingAsync("not yours");
        Target target = Open(new Uri($"http://shop.example.com:{server.Address.Port}"));
        StepResult step = await StepAsync(target, Dialled.Get("/"), ["shop.example.com"], _ => [IPAddress.Parse(address)]);
        Assert.Equal(Outcome.EgressRefused, step.Outcome);
        Assert.Contains($"shop.example.com:{server.Address.Port} ({IPAddress.Parse(address)})", step.Detail, StringComparison.Ordinal);
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task Of_the_addresses_of_a_name_only_those_that_are_allowed_are_connected_to()
    {
        await using WebServer server = await WebServer.SayingAsync("welcome");
        Target target = Open(new Uri($"http://shop.example.com:{server.Address.Port}"));
        StepResult step = await StepAsync(target, Dialled.Get("/"), ["127.0.0.1"], _ => [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("169.254.169.254"), IPAddress.Loopback]);
        Assert.Equal((Outcome.Ok, IPAddress.Loopback), (step.Outcome, step.Remote?.Address));
    }

    [Fact]
    public async Task A_name_that_rebinds_is_looked_up_once_a_connection_and_what_was_checked_is_connected_to()
    {
        await using WebServer server = await WebServer.SayingAsync("welcome");
        Target target = Open(new Uri($"http://shop.example.com:{server.Address.Port}"));
        int asked = 0;
        using var connections = new HttpConnections(target, TimeProvider.System, keep: false, egress: List(["127.0.0.1"]));
        connections.Connector.Resolver = (_, _) => Task.FromResult<IPAddress[]>([Interlocked.Increment(ref asked) == 1 ? IPAddress.Loopback : IPAddress.Parse("169.254.169.254")]);
        var journey = new Journey { Name = "journey", Target = target, Steps = [Dialled.Get("/first"), Dialled.Get("/second")] };
        using var dialled = new ApiJourney(journey, connections, TimeProvider.System, Dialled.Token);
        JourneyResult result = await dialled.RunAsync(new Variables(new KnownSecret()));

        Assert.Equal([Outcome.Ok, Outcome.EgressRefused], result.Steps.Select(s => s.Outcome));
        Assert.Equal(IPAddress.Loopback, result.Steps[0].Remote?.Address);
        Assert.Equal(["GET /first"], server.Seen);
        Assert.Equal(2, asked);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/")]
    [InlineData("http://[::ffff:a9fe:a9fe]/")]
    [InlineData(null)]
    public async Task A_redirect_to_a_forbidden_place_is_not_followed(string? url)
    {
        await using WebServer elsewhere = await WebServer.SayingAsync("not yours");
        await using WebServer server = await WebServer.StartAsync(context =>
        {
            context.Response.Redirect(url ?? elsewhere.Address.AbsoluteUri);
            return Task.CompletedTask;
        });
        StepResult step = await StepAsync(Open(server.Address), Dialled.Get("/"), [$"127.0.0.1:{server.Address.Port}"]);
        Assert.Equal(Outcome.EgressRefused, step.Outcome);
        Assert.Equal(["GET /"], server.Seen);
        Assert.Empty(elsewhere.Seen);
    }

    [Fact]
    public async Task Every_kind_of_dial_is_held_by_it()
    {
        await using WebServer server = await WebServer.SayingAsync("not yours");
        string place = $"127.0.0.1:{server.Address.Port}";
        await using var names = new NameServer(_ => throw new InvalidOperationException("asked"));
        Step[] dials =
        [
            Dialled.Get("/"), Dialled.Get("/") with { Version = new Version(2, 0) },
            new TcpStep { Name = "tcp", At = default, Address = Dialled.Text(place) },
            new TlsStep { Name = "tls", At = default, Address = Dialled.Text(place) },
            new TcpStep { Name = "talk", At = default, Address = Dialled.Text(place), Lines = [new SentLine(Dialled.Text("QUIT"))] },
            new UdpStep { Name = "udp", At = default, Address = Dialled.Text($"{names.Address}"), Send = Dialled.Text("ping") },
            new DnsStep { Name = "dns over tcp", At = default, Question = Dialled.Text("a.example.com"), Server = Dialled.Text($"{names.Address}"), Over = DnsWay.Tcp },
            new DnsStep { Name = "dns over https", At = default, Question = Dialled.Text("a.example.com"), Server = Dialled.Text($"http://{place}/dns-query"), Over = DnsWay.Https },
            new DnsStep { Name = "dns", At = default, Question = Dialled.Text("a.example.com"), Server = Dialled.Text($"{names.Address}") },
            new IcmpStep { Name = "ping", At = default, Host = Dialled.Text("127.0.0.1"), Count = 1 },
            new WebSocketStep { Name = "socket", At = default, Url = Dialled.Text("/") },
            new GrpcStep { Name = "grpc", At = default, Service = "a.B", Method = "C" },
        ];
        foreach (Step dial in dials)
        {
            StepResult step = await StepAsync(Open(server.Address), dial, ["127.0.0.1:1"]);
            Assert.True(step.Outcome == Outcome.EgressRefused, $"{dial.Name}: {step.Outcome} {step.Detail}");
            Assert.Contains("is not allowed by limits.yaml:1:9", step.Detail, StringComparison.Ordinal);
        }

        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task This_machines_own_name_server_is_asked_only_when_it_is_listed()
    {
        var step = new DnsStep { Name = "dns", At = default, Question = Dialled.Text("a.example.com") };
        StepResult result = await StepAsync(Open(new Uri("http://127.0.0.1:1")), step, []);
        Assert.SkipWhen(result.Outcome == Outcome.AgentFault, "this machine has no name server");
        Assert.Equal(Outcome.EgressRefused, result.Outcome);
    }

    [Fact]
    public async Task A_proxy_must_be_listed_and_so_must_what_it_is_asked_for()
    {
        await using WebServer server = await WebServer.SayingAsync("welcome");
        await using var proxy = new ProxyServer();
        Target target = Open(server.Address) with { Proxy = proxy.Proxy };
        string ofServer = $"127.0.0.1:{server.Address.Port}", ofProxy = $"127.0.0.1:{proxy.Proxy.Address.Port}";

        Assert.Equal(Outcome.EgressRefused, (await StepAsync(target, Dialled.Get("/"), [ofServer])).Outcome);
        Assert.Equal(Outcome.EgressRefused, (await StepAsync(target, Dialled.Get("/"), [ofProxy])).Outcome);
        Assert.Equal(Outcome.EgressRefused, (await StepAsync(target with { Address = new Uri("http://169.254.169.254") }, Dialled.Get("/"), Everything)).Outcome);
        Assert.Empty(proxy.Seen);
        Assert.Equal(Outcome.Ok, (await StepAsync(target, Dialled.Get("/"), [ofServer, ofProxy])).Outcome);
    }

    [Fact]
    public async Task What_Prometheus_asks_for_is_held_by_it_too()
    {
        await using WebServer server = await WebServer.SayingAsync("not yours");
        var module = new BlackboxModule { Name = "http_2xx", Prober = BlackboxProber.Http };
        BlackboxCall Call(string allowed) => new(server.Address.AbsoluteUri, module, "", TimeSpan.FromSeconds(5), NoSecrets.Instance, List([allowed]), TimeProvider.System);
        BlackboxCall refused = Call("127.0.0.1:1");
        Assert.False(await BlackboxDial.RunAsync(refused, Dialled.Token));
        Assert.Contains(refused.Log.Lines, l => l.Contains("egress_refused", StringComparison.Ordinal));
        Assert.Empty(server.Seen);
        Assert.True(await BlackboxDial.RunAsync(Call("127.0.0.1"), Dialled.Token));
    }

    // Its own list allows everything, so that what is refused is refused by the agent's.
    private static Target Open(Uri address) => new() { Name = "shop", Address = address, Allow = AllowList.Everywhere };

    private static Egress List(string[] entries) => new(new Place("limits.yaml", 1, 9), [.. entries.Select((e, i) => EgressRule.Parse(e, new Place("limits.yaml", i + 2, 5))!)]);

    private static async Task<StepResult> StepAsync(Target target, Step step, string[] entries, Func<string, IPAddress[]>? resolver = null)
    {
        using var connections = new HttpConnections(target, TimeProvider.System, egress: List(entries));
        if (resolver is not null) connections.Connector.Resolver = (name, _) => Task.FromResult(resolver(name));
        using var dialled = new ApiJourney(new Journey { Name = "journey", Target = target, Steps = [step] }, connections, TimeProvider.System, Dialled.Token);
        return Assert.Single((await dialled.RunAsync(new Variables(new KnownSecret()))).Steps);
    }
}
