using LoadProbe.Link;
using LoadProbe.Metrics;

namespace LoadProbe.Controller.Tests;

/// <summary>Starting a run by its scenario's name: what is refused, and why.</summary>
public sealed class StartTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("start-").FullName;
    private readonly InProcessLink _link = new();
    private Controller _controller = null!;

    public async ValueTask InitializeAsync()
    {
        _controller = new Controller(await SqliteStore.OpenAsync(Path.Combine(_folder, "store.db"), TimeProvider.System), new MetricsBook("test"), TimeProvider.System);
        _controller.Lead(_link, 1);
    }

    [Fact]
    public async Task A_scenario_that_is_not_there_is_refused() => Assert.Equal("there is no scenario press here", await _controller.StartedAsync("press"));

    [Fact]
    public async Task Production_is_refused()
    {
        _controller.Scenarios = [Scenario(EnvironmentClass.Prod)];
        await JoinAsync();

        Assert.Contains("is production", await _controller.StartedAsync("press"));
    }

    [Fact]
    public async Task Outside_its_window_a_scenario_is_refused()
    {
        TimeOnly now = TimeOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var window = new RunWindow([], now.AddHours(2), now.AddHours(3), TimeZoneInfo.Utc);
        _controller.Scenarios = [Scenario(EnvironmentClass.Test) with { Window = window }];
        await JoinAsync();

        Assert.Contains("outside the window", await _controller.StartedAsync("press"));
    }

    [Fact]
    public async Task What_would_not_fit_into_the_rest_of_its_window_is_refused()
    {
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        // The plan lasts 30 s.
        var window = new RunWindow([], TimeOnly.FromDateTime(now.AddMinutes(-5)), TimeOnly.FromDateTime(now.AddMinutes(25)), TimeZoneInfo.Utc);
        Scenario press = Scenario(EnvironmentClass.Test) with { Window = window, Drain = TimeSpan.FromHours(1) };
        _controller.Scenarios = [press];
        await JoinAsync();

        Assert.Matches("it lasts .+ and drains for up to 60m, and the window .+ shuts in .+: it would not fit, and nothing was sent", await _controller.StartedAsync("press"));
        _controller.Scenarios = [press with { Drain = TimeSpan.FromSeconds(5) }];
        Assert.Null(await _controller.StartedAsync("press"));
    }

    [Fact]
    public async Task A_search_of_which_nobody_knows_how_long_it_takes_is_started_however_little_is_left()
    {
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var window = new RunWindow([], TimeOnly.FromDateTime(now.AddMinutes(-5)), TimeOnly.FromDateTime(now.AddMinutes(2)), TimeZoneInfo.Utc);
        _controller.Scenarios = [Scenario(EnvironmentClass.Test) with { Window = window, Load = [new FindCapacity(10, 1_000, 1.5, TimeSpan.FromMinutes(1), 0.05, 1, TimeSpan.Zero)] }];
        await JoinAsync();

        Assert.Null(await _controller.StartedAsync("press"));
    }

    [Fact]
    public async Task Who_joins_is_told_its_probes_and_the_others_are_not_told_again()
    {
        IAgentEnd east = await JoinAsync();
        Assert.IsType<ProbesAssigned>(await east.Inbox.ReadAsync(Token));
        IAgentEnd west = _link.Connect("west");
        await west.SendAsync(new AgentJoined(new AgentIdentity("west", new Dictionary<string, string>(), [])), Token);

        Assert.IsType<ProbesAssigned>(await west.Inbox.ReadAsync(Token));
        Assert.False(east.Inbox.TryRead(out _));
        _controller.Apply([Controlled.Probe]);
        Assert.Same(await east.Inbox.ReadAsync(Token), await west.Inbox.ReadAsync(Token));
    }

    [Fact]
    public async Task Without_an_agent_nothing_is_started()
    {
        _controller.Scenarios = [Scenario(EnvironmentClass.Test)];

        Assert.Equal("no agent has joined", await _controller.StartedAsync("press"));
    }

    [Fact]
    public async Task One_run_at_a_time_and_an_agent_that_left_has_no_part_in_it()
    {
        _controller.Scenarios = [Scenario(EnvironmentClass.Test)];
        IAgentEnd east = await JoinAsync();
        IAgentEnd west = _link.Connect("west");
        await west.SendAsync(new AgentJoined(new AgentIdentity("west", new Dictionary<string, string>(), [])), Token);
        await west.SendAsync(new AgentLeft(), Token);
        await HeardAsync(() => _controller.Agents.Count == 1);

        Assert.Null(await _controller.StartedAsync("press"));
        Assert.Equal("a run is under way", await _controller.StartedAsync("press"));

        RunOrdered? order = null;
        while (order is null) order = await east.Inbox.ReadAsync(Token) as RunOrdered;
        Assert.Equal(Segment.Whole, order.Segment);
        await east.SendAsync(new RunBroken(order.Run, "enough"), Token);
        await HeardAsync(() => _controller.Live.Summary!.Contains("\"verdict\":\"invalid\"", StringComparison.Ordinal));
        Assert.Null(await _controller.StartedAsync("press"));
    }

    public async ValueTask DisposeAsync()
    {
        await _controller.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Scenario Scenario(EnvironmentClass @class) => Controlled.Scenario() with { Target = new Target { Name = "shop", Address = new Uri("http://127.0.0.1:9/"), Class = @class } };

    private static async Task HeardAsync(Func<bool> heard)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!heard()) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, late.Token);
    }

    private async Task<IAgentEnd> JoinAsync()
    {
        IAgentEnd agent = _link.Connect("east");
        await agent.SendAsync(new AgentJoined(new AgentIdentity("east", new Dictionary<string, string>(), [])), Token);
        await _controller.AgentJoinedAsync(Token);
        return agent;
    }
}
