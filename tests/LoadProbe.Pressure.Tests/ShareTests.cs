namespace LoadProbe.Pressure.Tests;

/// <summary>Shares that a lease gives and adds, and a load that it changes.</summary>
public sealed class ShareTests
{
    [Fact]
    public async Task A_share_that_is_added_is_run_from_its_time_on_and_what_was_due_before_is_nobodys()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        var press = new Pressed(server.Target, new Inject(100, TimeSpan.FromSeconds(4)));
        press.Scenario = press.Scenario with { AgentLost = AgentLoss.Redistribute };
        var own = new Share(new Segment(0, 2), TimeSpan.Zero);
        press.Renew(shares: [own]);

        await press.RunAsync(own.Segment, each: s =>
        {
            if (s.Number == 1) press.Renew(shares: [own, new Share(new Segment(1, 2), TimeSpan.FromSeconds(2))]);
        });

        // Its own 200, and of the other half those of the last two seconds.
        Assert.Equal((300, 300), (press.Total.Due, press.Total.Sent + press.Total.Dropped));
        Assert.Equal(100, press.Snapshots.Single(s => s.Number == 3).TargetRate, 3);
        Assert.Equal(50, press.Snapshots.Single(s => s.Number == 1).TargetRate, 3);
    }

    [Fact]
    public async Task Who_comes_late_begins_at_the_plans_current_point_without_a_burst()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        var press = new Pressed(server.Target, new Inject(100, TimeSpan.FromSeconds(5)));
        press.Scenario = press.Scenario with { AgentLost = AgentLoss.Redistribute };
        press.Renew(shares: [new Share(Segment.Whole, TimeSpan.FromSeconds(4))]);

        await press.RunAsync(ago: TimeSpan.FromSeconds(3));

        Assert.Equal((100, 0), (press.Total.Due, press.Total.Dropped));
        Assert.All(press.Snapshots, s => Assert.True(s.At >= TimeSpan.FromSeconds(3.9), $"{s.At}"));
        Assert.Equal(1, press.Snapshots[0].Number);
    }

    [Fact]
    public async Task A_lower_rate_holds_from_its_time_on_and_a_higher_one_after_it()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        IReadOnlyList<LoadPhase> load = [new Inject(100, TimeSpan.FromSeconds(4))];
        var press = new Pressed(server.Target, [.. load]);
        IReadOnlyList<LoadPhase> lower = RateChange.Apply(load, TimeSpan.FromSeconds(2), 10);

        await press.RunAsync(each: s =>
        {
            if (s.Number == 1) press.Renew(load: lower, more: true);
            if (s.Number == 2) press.Renew(load: RateChange.Apply(lower, TimeSpan.FromSeconds(3), 50), more: true);
            if (s.Number == 4) press.Renew(load: RateChange.Apply(lower, TimeSpan.FromSeconds(3), 50));
        });

        Assert.Equal((260, 260), (press.Total.Due, press.Total.Sent + press.Total.Dropped));
    }
}
