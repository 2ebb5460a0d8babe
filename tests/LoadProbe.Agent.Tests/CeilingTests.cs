using LoadProbe.Link;

namespace LoadProbe.Agent.Tests;

public sealed class CeilingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1_000, "its share peaks at 1000/s and limits.yaml:3:7 allows 500/s: lower the load, or use more agents")]
    [InlineData(500, null)]
    public async Task A_share_over_the_agents_ceiling_is_answered_with_not_ready_and_why(double rate, string? fault)
    {
        TimeProvider time = TimeProvider.System;
        var limits = new AgentLimits { Egress = Egress.Nowhere, Rate = new Ceiling(500, new Place("limits.yaml", 3, 7)) };
        var options = new AgentOptions { Name = "a", Limits = limits };
        var link = new InProcessLink();
        await using var agent = new Agent(options, link.Connect("a"), new ProbeRunner(options, Probing.NoSecrets.Instance, time), Probing.NoSecrets.Instance, time);
        await agent.StartAsync(Token);
        Assert.True(link.TrySend("a", new RunOrdered("r", Scenario(rate), Segment.Whole)));

        RunReady ready = await ReadyAsync(link);
        Assert.Equal(("r", fault), (ready.Run, ready.Fault));
    }

    private static async Task<RunReady> ReadyAsync(InProcessLink link)
    {
        while (true)
        {
            FromAgent from = await link.Inbox.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Token);
            if (from.Message is RunReady ready) return ready;
        }
    }

    private static Scenario Scenario(double rate)
    {
        var target = new Target { Name = "t", Address = new Uri("http://127.0.0.1:1") };
        var journey = new Journey { Name = "j", Target = target, Steps = [new HttpStep { Name = "get", At = default, Method = "GET", Url = Template.Constant("/") }] };
        return new Scenario { Name = "s", At = default, Target = target, Mix = [new WeightedJourney(journey, 1)], Load = [new Inject(rate, TimeSpan.FromSeconds(1))] };
    }
}
