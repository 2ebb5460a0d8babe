namespace LoadProbe.Probing.Tests;

public sealed class IcmpTests
{
    private static readonly Target Here = new() { Name = "here", Address = new Uri("http://127.0.0.1:80/") };

    [Fact]
    public async Task Each_ping_that_is_answered_counts()
    {
        StepResult step = await Dialled.StepAsync(Here, new IcmpStep { Name = "ping", At = default, Count = 3, Interval = TimeSpan.FromMilliseconds(10) });
        Assert.SkipWhen(step.Outcome == Outcome.PermissionMissing, $"{step.Detail}");
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.Equal((3, 3, 0d), (step.Ping!.Sent, step.Ping.Received, step.Ping.Loss));
        Assert.InRange(step.Ping.Mean!.Value, step.Ping.Min!.Value, step.Ping.Max!.Value);
        Assert.InRange(step.Phases.Other(step.Duration), TimeSpan.Zero, step.Duration);
    }

    [Fact]
    public async Task A_host_outside_the_allow_list_is_not_pinged()
    {
        StepResult step = await Dialled.StepAsync(Here, new IcmpStep { Name = "ping", At = default, Host = Dialled.Text("127.0.0.2") });
        Assert.Equal(Outcome.NotAllowed, step.Outcome);
        Assert.Contains("127.0.0.2 is not in the allow-list of target here", step.Detail, StringComparison.Ordinal);
        Assert.Null(step.Ping);
    }
}
