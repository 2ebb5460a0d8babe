using System.Text;
using System.Text.RegularExpressions;
using LoadProbe.Link;
using LoadProbe.Metrics;

namespace LoadProbe.Controller.Tests;

/// <summary>What a controller tells Prometheus of itself, its link and its store.</summary>
public sealed class OwnMetricsTests(SharedPostgres postgres) : IAsyncDisposable
{
    private static readonly (string, long)[] Counted = [("dropped", 3), ("disconnected", 1)];

    private readonly string _folder = Directory.CreateTempSubdirectory("own-").FullName;
    private readonly MetricsBook _book = new("test");
    private readonly InProcessLink _link = new();
    private Controller? _controller;

    public async ValueTask DisposeAsync()
    {
        if (_controller is not null) await _controller.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_controller_tells_whether_it_leads_and_which_agents_are_there()
    {
        Controller controller = await OpenAsync();
        Assert.Contains("loadprobe_controller_leading 0", await LinesAsync());
        Assert.DoesNotContain(await LinesAsync(), l => l.StartsWith("loadprobe_link_open ", StringComparison.Ordinal));

        controller.Lead(_link, 7);
        IAgentEnd east = _link.Connect("east");
        await east.SendAsync(new AgentJoined(new AgentIdentity("east", new Dictionary<string, string> { ["city"] = "Kiel" }, [])), Token);
        await controller.AgentJoinedAsync(Token);
        string[] lines = await LinesAsync();
        foreach (string line in (string[])["loadprobe_controller_leading 1", "loadprobe_controller_epoch 7", "loadprobe_controller_agents 1", "loadprobe_link_open 1", "loadprobe_link_pending_messages 0"]) Assert.Contains(line, lines);
        Assert.Contains("loadprobe_agent_info{agent=\"east\",region=\"\",city=\"Kiel\",carrier=\"\",asn=\"\"} 1", lines);

        await controller.StandByAsync();
        lines = await LinesAsync();
        foreach (string line in (string[])["loadprobe_controller_leading 0", "loadprobe_controller_epoch 7", "loadprobe_controller_agents 0"]) Assert.Contains(line, lines);
        Assert.DoesNotContain(lines, l => l.StartsWith("loadprobe_agent_info{", StringComparison.Ordinal) || l.StartsWith("loadprobe_link_open ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_agent_that_moved_is_in_one_place()
    {
        _book.Joined("east", new Dictionary<string, string> { ["city"] = "Kiel" });
        _book.Joined("east", new Dictionary<string, string> { ["city"] = "Bonn" });

        Assert.Contains("city=\"Bonn\"", Assert.Single(await LinesAsync(), l => l.StartsWith("loadprobe_agent_info{", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_tells_what_it_has_written_and_when(bool server)
    {
        Controller controller = await OpenAsync(server ? await PostgresStore.OpenAsync(await postgres.ConnectionAsync(), TimeProvider.System, null, Token) : null);
        string[] lines = await LinesAsync();
        Assert.Contains("loadprobe_store_up 1", lines);
        Assert.Contains("loadprobe_store_rows_total{kind=\"result\"} 0", lines);
        Assert.DoesNotContain(lines, l => l.StartsWith("loadprobe_store_last_commit_timestamp_seconds ", StringComparison.Ordinal));

        for (int i = 1; i <= 3; i++) controller.Store.TryAdd("run", ScriptedAgent.Example(i));
        await controller.Store.FlushAsync(Token);
        lines = await LinesAsync();
        foreach (string line in (string[])["loadprobe_store_rows_total{kind=\"snapshot\"} 3", "loadprobe_store_rows_total{kind=\"result\"} 0", "loadprobe_store_waiting_rows 0", "loadprobe_store_dropped_rows_total 0"]) Assert.Contains(line, lines);
        Assert.True(Value(lines, "loadprobe_store_commit_duration_seconds_count") >= 1);
        Assert.InRange(Value(lines, "loadprobe_store_last_commit_timestamp_seconds"), TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 60, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 1);
    }

    [Fact]
    public async Task What_becomes_of_what_agents_saw_is_counted_from_the_agent_to_the_store()
    {
        Controller controller = await OpenAsync();
        controller.Lead(_link, 7);
        IAgentEnd east = _link.Connect("a");
        await east.SendAsync(Seen.Part(1), Token);
        await east.SendAsync(Seen.Part(2, name: "../x"), Token);
        _book.Agent.Attachment("a", "sent");
        string[] wanted = ["loadprobe_store_attachment_parts_total{outcome=\"stored\"} 1", "loadprobe_store_attachment_parts_total{outcome=\"dropped\"} 1", "loadprobe_store_attachment_parts_total{outcome=\"late\"} 0", "loadprobe_agent_attachments_total{agent=\"a\",outcome=\"sent\"} 1"];
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        string[] lines = await LinesAsync();
        while (!wanted.All(lines.Contains) && !late.IsCancellationRequested) lines = await LinesAsync();

        foreach (string line in wanted) Assert.Contains(line, lines);
    }

    [Fact]
    public async Task A_row_that_the_database_refuses_is_dropped_and_not_written()
    {
        Controller controller = await OpenAsync(await PostgresStore.OpenAsync(await postgres.ConnectionAsync(), TimeProvider.System, null, Token));
        controller.Store.TryAdd("run", ScriptedAgent.Example(1) with { Agent = "no\0name" });
        controller.Store.TryAdd("run", ScriptedAgent.Example(2));
        await controller.Store.FlushAsync(Token);

        string[] lines = await LinesAsync();
        Assert.Contains("loadprobe_store_rows_total{kind=\"snapshot\"} 1", lines);
        Assert.Contains("loadprobe_store_dropped_rows_total 1", lines);
    }

    [Fact]
    public async Task While_the_database_is_away_the_store_is_down_and_rows_wait()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        Controller controller = await OpenAsync(await PostgresStore.OpenAsync(server.Connection(await server.CreateDatabaseAsync()), TimeProvider.System, null, Token));
        Assert.Contains("loadprobe_store_up 1", await LinesAsync());

        await server.CrashAsync();
        for (int i = 1; i <= 3_000; i++) controller.Store.TryAdd("run", ScriptedAgent.Example(i));
        string[] lines = await LinesAsync();
        Assert.Contains("loadprobe_store_up 0", lines);
        // At most one batch is in the writer's hands.
        Assert.InRange(Value(lines, "loadprobe_store_waiting_rows"), 1_000, 3_001);

        await server.ResumeAsync();
        await controller.Store.FlushAsync(Token);
        lines = await LinesAsync();
        foreach (string line in (string[])["loadprobe_store_up 1", "loadprobe_store_waiting_rows 0", "loadprobe_store_rows_total{kind=\"snapshot\"} 3000"]) Assert.Contains(line, lines);

        // While its database is there.
        await controller.DisposeAsync();
        _controller = null;
    }

    [Fact]
    public async Task A_link_tells_what_both_ends_have_counted_and_an_agent_that_left_is_gone()
    {
        LinkMetrics link = _book.Own.Link;
        link.Set(isOpen: false, 12, [("unsent", 5)]);
        link.Set("east", DateTimeOffset.UnixEpoch.AddSeconds(1_000.5), (TimeSpan.FromMilliseconds(-250), TimeSpan.FromMilliseconds(2)), Counted);
        link.Set("west", DateTimeOffset.UnixEpoch.AddSeconds(999), null, Counted);
        string[] lines = await LinesAsync();
        foreach (string line in (string[])[
            "loadprobe_link_open 0", "loadprobe_link_pending_messages 12", "loadprobe_link_events_total{end=\"controller\",agent=\"\",event=\"unsent\"} 5",
            "loadprobe_link_events_total{end=\"agent\",agent=\"east\",event=\"dropped\"} 3", "loadprobe_link_events_total{end=\"agent\",agent=\"east\",event=\"disconnected\"} 1",
            "loadprobe_agent_last_sign_timestamp_seconds{agent=\"east\"} 1000.5", "loadprobe_agent_clock_offset_seconds{agent=\"east\"} -0.25", "loadprobe_agent_clock_uncertainty_seconds{agent=\"east\"} 0.002"])
        {
            Assert.Contains(line, lines);
        }

        Assert.DoesNotContain(lines, l => l.StartsWith("loadprobe_agent_clock", StringComparison.Ordinal) && l.Contains("west", StringComparison.Ordinal));

        link.Keep(["west"]);
        lines = await LinesAsync();
        Assert.DoesNotContain(lines, l => l.Contains("\"east\"", StringComparison.Ordinal));
        Assert.Contains("loadprobe_agent_last_sign_timestamp_seconds{agent=\"west\"} 999", lines);
        Assert.Contains("loadprobe_link_events_total{end=\"controller\",agent=\"\",event=\"unsent\"} 5", lines);
    }

    [Fact]
    public async Task An_agent_tells_of_its_link_and_of_what_waits_and_nothing_that_is_a_controllers()
    {
        _book.Agent.Set("east", isOpen: false, DateTimeOffset.UnixEpoch.AddSeconds(500), Counted);
        _book.Agent.Waiting("east", "result", 7, 14_000);
        string[] lines = await LinesAsync();
        foreach (string line in (string[])[
            "loadprobe_agent_link_open{agent=\"east\"} 0", "loadprobe_agent_credentials_expiry_timestamp_seconds{agent=\"east\"} 500",
            "loadprobe_agent_waiting_messages{agent=\"east\",kind=\"result\"} 7", "loadprobe_agent_waiting_bytes{agent=\"east\",kind=\"result\"} 14000",
            "loadprobe_link_events_total{end=\"agent\",agent=\"east\",event=\"dropped\"} 3"])
        {
            Assert.Contains(line, lines);
        }

        Assert.DoesNotContain(lines, l => l.Contains("loadprobe_controller", StringComparison.Ordinal) || l.Contains("loadprobe_store", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_end_that_began_anew_counts_from_nothing()
    {
        _book.Own.Link.Set("east", DateTimeOffset.UnixEpoch, null, [("dropped", 3)]);
        _book.Own.Link.Set("east", DateTimeOffset.UnixEpoch, null, [("dropped", 1)]);

        Assert.Contains("loadprobe_link_events_total{end=\"agent\",agent=\"east\",event=\"dropped\"} 1", await LinesAsync());
    }

    [Fact]
    public async Task Promtool_has_nothing_to_say_of_the_metrics_and_takes_the_alerts_all_of_whose_families_are_there()
    {
        Controller controller = await OpenAsync();
        controller.Lead(_link, 1);
        _book.Own.Link.Set("east", DateTimeOffset.UnixEpoch, (TimeSpan.Zero, TimeSpan.Zero), Counted);
        _book.Agent.Set("east", isOpen: true, DateTimeOffset.UnixEpoch, Counted);
        _book.Agent.Waiting("east", "result", 1, 2_000);
        _book.Own.Store.Committed(1, 0, 0, TimeSpan.FromMilliseconds(3), DateTimeOffset.UnixEpoch);
        _book.Own.Verdicts.Set("login", "shop", ProbeState.Down, Availability.None.With(Verdict.Fail).With(TimeSpan.FromSeconds(1), isDown: true));
        _book.Own.Verdicts.Open(1);
        _book.Own.Alerts.Has("oncall");
        _book.Own.Alerts.Waiting("oncall", 1);
        using var stream = new MemoryStream();
        await _book.WriteAsync(stream, Token);
        string metrics = Encoding.UTF8.GetString(stream.ToArray());

        Assert.Equal(("", 0), await Promtool.CheckAsync("metrics", metrics));
        string alerts = Path.Combine(Root, "docs", "alerts.yaml");
        (string said, int exitCode) = await Promtool.CheckAsync($"rules {alerts}");
        Assert.True(exitCode == 0, said);
        string[] families = [.. Regex.Matches(await File.ReadAllTextAsync(alerts, Token), "loadprobe_[a-z_]+").Select(m => m.Value).Distinct()];
        Assert.True(families.Length > 8);
        Assert.All(families, f => Assert.Contains($"# TYPE {f} ", metrics));
        string table = await File.ReadAllTextAsync(Path.Combine(Root, "docs", "operations.md"), Token);
        Assert.All(Regex.Matches(metrics, "# TYPE (loadprobe_(?:agent|alerts|controller|link|store|verdict|incidents)_[a-z_]+) ").Select(m => m.Groups[1].Value), f => Assert.Contains($"`{f}", table));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Root
    {
        get
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(directory.FullName, "LoadProbe.sln"))) directory = directory.Parent!;
            return directory.FullName;
        }
    }

    private static double Value(string[] lines, string series) =>
        double.Parse(Assert.Single(lines, l => l.StartsWith(series + " ", StringComparison.Ordinal)).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    private async Task<Controller> OpenAsync(IStore? store = null) => _controller = new Controller(store ?? await SqliteStore.OpenAsync(Path.Combine(_folder, "store.db"), TimeProvider.System), _book, TimeProvider.System);

    private async Task<string[]> LinesAsync()
    {
        using var stream = new MemoryStream();
        await _book.WriteAsync(stream, Token);
        return Encoding.UTF8.GetString(stream.ToArray()).Split('\n');
    }
}
