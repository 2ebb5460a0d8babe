using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Agent.Tests;

public sealed class ProbeRunnerTests
{
    [Fact]
    public async Task A_bug_of_ours_is_a_result_that_says_so_and_blames_nobody_else()
    {
        await using var runner = new ProbeRunner(new AgentOptions { Name = "east" }, new BrokenSecrets(), TimeProvider.System);
        var target = new Target { Name = "shop", Address = new Uri("http://127.0.0.1:9/"), Class = EnvironmentClass.Test };
        var journey = new Journey { Name = "buy", Target = target, Timeout = TimeSpan.FromSeconds(1), Steps = [new TcpStep { Name = "dial", At = default, Within = TimeSpan.FromSeconds(1) }], Variables = new Dictionary<string, IStartValue> { ["key"] = Secret() } };

        ProbeResult result = await runner.RunAsync(new Probe { At = default, Journey = journey }, TestContext.Current.CancellationToken);

        Assert.Equal((Verdict.Invalid, Outcome.AgentFault), (result.Verdict, result.Journey.Outcome));
        Assert.Contains("InvalidOperationException: the drawer is stuck", result.Journey.Detail);
    }

    [Fact]
    public async Task It_says_that_it_can_ping_where_a_ping_is_sent()
    {
        await using var runner = new ProbeRunner(new AgentOptions { Name = "east" }, new BrokenSecrets(), TimeProvider.System);
        var target = new Target { Name = "here", Address = new Uri("http://127.0.0.1:9/"), Class = EnvironmentClass.Test };
        var journey = new Journey { Name = "ping", Target = target, Timeout = TimeSpan.FromSeconds(5), Steps = [new IcmpStep { Name = "ping", At = default }] };

        ProbeResult result = await runner.RunAsync(new Probe { At = default, Journey = journey }, TestContext.Current.CancellationToken);

        Assert.Equal(result.Journey.Outcome != Outcome.PermissionMissing, runner.Abilities.Contains("icmp"));
    }

    [Fact]
    public async Task It_tries_again_while_the_target_was_good_and_no_longer_once_it_is_bad()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var open = (IPEndPoint)server.LocalEndpoint;
        await using var runner = new ProbeRunner(new AgentOptions { Name = "east" }, new BrokenSecrets(), TimeProvider.System);
        Probe probe = Dial(open, retry: 2);

        ProbeResult good = await runner.RunAsync(probe, TestContext.Current.CancellationToken);
        server.Stop();
        ProbeResult fell = await runner.RunAsync(probe, TestContext.Current.CancellationToken);
        ProbeResult bad = await runner.RunAsync(probe, TestContext.Current.CancellationToken);

        Assert.Equal((Verdict.Pass, 1), (good.Verdict, good.Attempts));
        Assert.Empty(good.Earlier);
        Assert.Equal((Outcome.ConnectRefused, 3), (fell.Journey.Outcome, fell.Attempts));
        Assert.Equal([Outcome.ConnectRefused, Outcome.ConnectRefused], fell.Earlier.Select(e => e.Outcome));
        Assert.True(fell.Earlier[0].Started < fell.Earlier[1].Started && fell.Earlier[1].Started < fell.Journey.Started);
        Assert.StartsWith("dial: ", fell.Earlier[0].Detail);
        Assert.Equal((Outcome.ConnectRefused, 1), (bad.Journey.Outcome, bad.Attempts));
    }

    [Fact]
    public async Task A_failed_run_is_the_agents_own_when_none_of_its_references_is_reached()
    {
        IPEndPoint nobody = Free();
        await using ProbeRunner runner = WithReferences(nobody, nobody);

        ProbeResult result = await runner.RunAsync(Dial(Free(), retry: 0), TestContext.Current.CancellationToken);

        Assert.Equal((Verdict.Invalid, Outcome.AgentSick), (result.Verdict, result.Journey.Outcome));
        Assert.StartsWith($"the agent reaches none of its references ({nobody}, {nobody}); the run had connect_refused: dial: ", result.Journey.Detail);
    }

    [Fact]
    public async Task It_is_the_targets_when_one_of_them_is()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        await using ProbeRunner runner = WithReferences(Free(), (IPEndPoint)server.LocalEndpoint);

        ProbeResult result = await runner.RunAsync(Dial(Free(), retry: 0), TestContext.Current.CancellationToken);

        Assert.Equal((Verdict.Fail, Outcome.ConnectRefused), (result.Verdict, result.Journey.Outcome));
    }

    private static ProbeRunner WithReferences(params IPEndPoint[] references)
    {
        var limits = new AgentLimits
        {
            Egress = new Egress(default, [EgressRule.Parse("127.0.0.1", default)!]),
            References = [.. references.Select(r => new DnsEndPoint(r.Address.ToString(), r.Port))],
        };
        return new ProbeRunner(new AgentOptions { Name = "east", Limits = limits }, new BrokenSecrets(), TimeProvider.System);
    }

    // Nobody listens there, as the one who did has just gone.
    private static IPEndPoint Free()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        return (IPEndPoint)server.LocalEndpoint;
    }

    private static Probe Dial(IPEndPoint at, int retry) => new()
    {
        At = default,
        Every = TimeSpan.FromSeconds(30),
        Policy = new VerdictPolicy(retry),
        Journey = new Journey
        {
            Name = "dial",
            Target = new Target { Name = "here", Address = new Uri($"http://{at}/"), Class = EnvironmentClass.Test },
            Timeout = TimeSpan.FromSeconds(5),
            Steps = [new TcpStep { Name = "dial", At = default, Within = TimeSpan.FromSeconds(5) }],
        },
    };

    private static Template Secret()
    {
        Assert.True(Template.TryParse("${secret:env:KEY}", TemplateEscape.None, out Template template, out _));
        return template;
    }

    private sealed class BrokenSecrets : ISecretStore
    {
        public string? Read(SecretReference reference) => throw new InvalidOperationException("the drawer is stuck");
    }
}
