namespace LoadProbe.Probing.Tests;

/// <summary>Paths of one hop, to this machine; those through routers are dialled end to end, in networks of their own.</summary>
public sealed class PathTests
{
    private static readonly Target Here = new() { Name = "here", Address = new Uri("http://127.0.0.1:80/"), Allow = AllowList.Everywhere };

    [Theory]
    [InlineData(PathProtocol.Icmp, "127.0.0.1")]
    [InlineData(PathProtocol.Udp, "127.0.0.1")]
    [InlineData(PathProtocol.Tcp, "127.0.0.1")]
    [InlineData(PathProtocol.Icmp, "::1")]
    [InlineData(PathProtocol.Udp, "::1")]
    [InlineData(PathProtocol.Tcp, "::1")]
    public async Task This_machine_is_one_hop_away(PathProtocol by, string host)
    {
        StepResult step = await Dialled.StepAsync(Here, new PathStep { Name = "path", At = default, Host = Dialled.Text(host), By = by, Count = 5, Interval = TimeSpan.FromMilliseconds(20) });
        Assert.SkipWhen(step.Outcome == Outcome.PermissionMissing, $"{step.Detail}");
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        PathHop hop = Assert.Single(step.Path!.Hops);
        Assert.Equal((1, 5, 5, host), (hop.Ttl, hop.Sent, hop.Received, Assert.Single(hop.Addresses).ToString()));
        Assert.InRange(hop.Mean!.Value, hop.Min!.Value, hop.Max!.Value);
        Assert.InRange(hop.Max.Value, TimeSpan.FromTicks(1), step.Duration);
        Assert.InRange(step.Phases.Other(step.Duration), TimeSpan.Zero, step.Duration);
    }

    [Theory]
    [InlineData(PathProtocol.Icmp, "127.0.0.2 is not in the allow-list")]
    [InlineData(PathProtocol.Udp, "127.0.0.2:33434 (127.0.0.2) is not in the allow-list")]
    [InlineData(PathProtocol.Tcp, "127.0.0.2:80 (127.0.0.2) is not in the allow-list")]
    public async Task No_packet_goes_to_a_host_outside_the_allow_list(PathProtocol by, string refusal)
    {
        StepResult step = await Dialled.StepAsync(Here with { Allow = null }, new PathStep { Name = "path", At = default, Host = Dialled.Text("127.0.0.2"), By = by });
        Assert.Equal(Outcome.NotAllowed, step.Outcome);
        Assert.StartsWith(refusal, step.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_whose_time_is_up_keeps_what_it_found()
    {
        StepResult step = await Dialled.StepAsync(Here, new PathStep { Name = "path", At = default, Count = 100, Interval = TimeSpan.FromMilliseconds(100), Timeout = TimeSpan.FromMilliseconds(400) });
        Assert.SkipWhen(step.Outcome == Outcome.PermissionMissing, $"{step.Detail}");
        Assert.Equal(Outcome.WaitTimedOut, step.Outcome);
        Assert.Matches(@"^timed out after 400ms in round \d+ of 100$", step.Detail);
        Assert.True(step.Path!.Reached);
    }
}
