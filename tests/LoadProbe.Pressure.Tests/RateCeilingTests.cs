using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.Pressure.Tests;

/// <summary>In no second is more sent than the leases' ceiling, whatever is due.</summary>
public sealed class RateCeilingTests
{
    [Fact]
    public async Task A_plan_over_the_ceiling_is_cut_to_it_and_the_rest_is_counted()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        var run = new Pressed(server.Target, new Inject(400, TimeSpan.FromSeconds(3)));
        run.Renew(ceiling: 100);
        await run.RunAsync();

        Assert.Equal((1_200L, 1_200L), (run.Total.Due, run.Total.Sent + run.Total.Dropped));
        Assert.Equal(run.Total.Sent, server.Requests);
        Assert.Equal(run.Total.Dropped, run.Total.Drops.Ceiling);
        Assert.InRange(run.Total.Sent, 200, 300);
    }

    [Fact]
    public async Task Users_come_under_it_too()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        var run = new Pressed(server.Target, new KeepConstant(5, TimeSpan.FromSeconds(2)));
        run.Renew(ceiling: 40);
        await run.RunAsync();

        Assert.InRange(run.Total.Sent, 40, 80);
        Assert.True(run.Total.Drops.Ceiling > 0, $"{run.Total}");
    }

    [Fact]
    public async Task Each_share_has_its_part_of_it()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        var run = new Pressed(server.Target, new Inject(400, TimeSpan.FromSeconds(2)));
        run.Scenario = run.Scenario with { AgentLost = AgentLoss.Redistribute };
        run.Renew(ceiling: 90, shares: [new Share(new Segment(0, 3), TimeSpan.Zero), new Share(new Segment(1, 6), TimeSpan.Zero)]);
        await run.RunAsync(new Segment(0, 3));

        // Two seconds of a third and a sixth of 90; what was due is half of the plan.
        Assert.InRange(run.Total.Due, 399, 401);
        Assert.InRange(run.Total.Sent, 45, 90);
    }

    [Fact]
    public void Whatever_is_sent_when_by_whichever_share_no_second_has_more()
    {
        var random = new Random(20261127);
        for (int round = 0; round < 200; round++)
        {
            var time = new FakeTimeProvider();
            int agents = random.Next(1, 8);
            int rate = random.Next(1, 60);
            ShareCeiling[] shares = [.. Enumerable.Range(0, agents).Select(i => new ShareCeiling(rate, new Segment(i, agents), time))];
            List<TimeSpan> sent = [];
            TimeSpan at = TimeSpan.Zero;
            for (int n = 0; n < 500; n++)
            {
                TimeSpan pause = TimeSpan.FromMilliseconds(random.Next(4) == 0 ? random.Next(500) : random.Next(3));
                time.Advance(pause);
                at += pause;
                if (shares[random.Next(agents)].TryTake()) sent.Add(at);
            }

            Assert.NotEmpty(sent);
            for (int i = rate; i < sent.Count; i++) Assert.True(sent[i] - sent[i - rate] >= TimeSpan.FromSeconds(1), $"round {round}: {rate + 1} within {sent[i] - sent[i - rate]}");
        }
    }

    [Fact]
    public void A_steady_plan_with_a_tenth_of_room_below_it_is_never_cut()
    {
        var time = new FakeTimeProvider();
        var ceiling = new ShareCeiling(330, Segment.Whole, time);
        for (int n = 0; n < 3_000; n++)
        {
            Assert.True(ceiling.TryTake(), $"arrival {n}");
            time.Advance(TimeSpan.FromSeconds(1) / 300);
        }
    }
}
