using LoadProbe.Probing;

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

    [Fact]
    public async Task A_bug_while_customers_are_under_way_surfaces_as_it_is()
    {
        using var hung = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        hung.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        hung.Listen();
        var target = new Target { Name = "hung", Address = new Uri($"http://{hung.LocalEndPoint}") };
        Scenario scenario = new Pressed(target, new Inject(20, TimeSpan.FromSeconds(30))).Scenario;
        var lease = new LeaseHold(TimeProvider.System);
        lease.Take(new Lease { Run = "run", Sequence = 1, Phase = LeasePhase.Run, NotAfter = TimeProvider.System.GetUtcNow().AddMinutes(1), TimeToLive = TimeSpan.FromMinutes(1) });

        async Task PressAsync()
        {
            using var runner = new LoadRunner("run", scenario, Segment.Whole, "agent-1", lease, NoSecrets.Instance, TimeProvider.System);
            await runner.RunAsync(TimeProvider.System.GetTimestamp(), s => s.InFlight > 0 ? throw new InvalidDataException("of ours") : ValueTask.CompletedTask, CancellationToken.None);
        }

        Assert.Equal("of ours", (await Assert.ThrowsAsync<InvalidDataException>(PressAsync)).Message);
    }
}
