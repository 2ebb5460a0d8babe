namespace LoadProbe.Pressure.Tests;

public sealed class BugTests
{
    [Fact]
    public async Task A_bug_in_a_journey_ends_the_run_and_surfaces_where_it_is_awaited()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        Assert.True(Template.TryParse("/${nobody.set.this}", false, out Template url, out _));
        var run = new Pressed(server.Target, new Inject(20, TimeSpan.FromSeconds(30)));
        Journey broken = run.Scenario.Mix[0].Journey with { Steps = [new HttpStep { Name = "broken", At = default, Method = "GET", Url = url }] };
        run.Scenario = run.Scenario with { Mix = [new WeightedJourney(broken, 1)] };

        var bug = await Assert.ThrowsAsync<KeyNotFoundException>(() => run.RunAsync());
        Assert.Equal("variable nobody.set.this has no value", bug.Message);
        Assert.Equal(0, server.Requests);
        Assert.DoesNotContain(run.Snapshots, s => s.Last);
    }
}
