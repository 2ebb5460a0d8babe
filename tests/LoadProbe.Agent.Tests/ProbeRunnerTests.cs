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
