namespace LoadProbe.Pressure.Tests;

/// <summary>Rows that are given once: over all agents and both models, and then the run is our side's failure.</summary>
public sealed class RowTests
{
    private const int Rows = 30;

    [Fact]
    public async Task Arrivals_of_two_agents_get_each_row_once_and_then_none()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        Pressed[] agents = [Agent(server, new Inject(40, TimeSpan.FromSeconds(1))), Agent(server, new Inject(40, TimeSpan.FromSeconds(1)))];
        await Task.WhenAll(agents.Select((a, i) => a.RunAsync(new Segment(i, agents.Length))));
        Assert.Equal(Rows, server.Requests);
        Assert.Equal((40, 10, 10), (agents.Sum(a => a.Total.Completed), agents.Sum(a => a.Total.Failed), agents.Sum(Lacking)));
    }

    [Fact]
    public async Task Users_of_two_agents_beside_arrivals_share_no_row()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        LoadPhase[] load = [new Inject(10, TimeSpan.FromSeconds(1)), new KeepConstant(4, TimeSpan.FromSeconds(1))];
        Pressed[] agents = [Agent(server, load), Agent(server, load)];
        await Task.WhenAll(agents.Select((a, i) => a.RunAsync(new Segment(i, agents.Length))));
        Assert.Equal(Rows, server.Requests);
        // A user without a row does not spin.
        Assert.InRange(agents.Sum(Lacking), 1, 1_000);
    }

    [Fact]
    public async Task Tracks_side_by_side_on_two_agents_share_no_row()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        Pressed[] agents = [SideBySide(), SideBySide()];
        await Task.WhenAll(agents.Select((a, i) => a.RunAsync(new Segment(i, agents.Length))));
        Assert.Equal(Rows, server.Requests);
        Assert.Equal(Rows, server.Paths.Distinct().Count());
        Assert.Equal((40, 10), (agents.Sum(a => a.Total.Completed), agents.Sum(Lacking)));

        Pressed SideBySide()
        {
            Pressed agent = Agent(server, new Inject(20, TimeSpan.FromSeconds(1)));
            Track track = agent.Scenario.Tracks[0];
            agent.Scenario = agent.Scenario with { Tracks = [track with { Name = "one" }, track with { Name = "two" }] };
            return agent;
        }
    }

    private static Pressed Agent(PressedServer server, params LoadPhase[] load)
    {
        var agent = new Pressed(server.Target, load);
        var rows = new ListedRows([.. Enumerable.Range(0, Rows).Select(r => (IReadOnlyList<string>)[$"{r}"])]);
        Template.TryParse("/${rows.id}", json: false, out Template url, out _);
        var journey = new Journey
        {
            Name = "visit", Target = server.Target, Tables = [new DataTable("rows", ["id"], rows) { Order = RowOrder.Unique }],
            Steps = [new HttpStep { Name = "get", At = default, Method = "GET", Url = url }],
        };
        agent.Scenario = agent.Scenario with { Mix = [new WeightedJourney(journey, 1)] };
        return agent;
    }

    private static long Lacking(Pressed agent) => agent.Snapshots.Sum(s => s.Steps.Sum(step => step.Outcomes.GetValueOrDefault(Outcome.OutOfRows)));
}
