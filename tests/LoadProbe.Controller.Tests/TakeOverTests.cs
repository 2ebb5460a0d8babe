using LoadProbe.Link;
using LoadProbe.Metrics;

namespace LoadProbe.Controller.Tests;

/// <summary>A run whose controller is gone is ended by the next one, with all that its agents told.</summary>
public sealed class TakeOverTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-takeover-").FullName;
    private readonly InProcessLink _link = new();
    private IStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await SqliteStore.OpenAsync(Path.Combine(_folder, "store.db"), TimeProvider.System);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Its_agents_are_told_to_stop_until_each_has_ended_and_what_they_told_is_its_result()
    {
        ScriptedAgent east = new(_link, "agent-1"), west = new(_link, "agent-2");
        RunReport begun = await BegunAsync("agent-1", "agent-2");
        for (int second = 1; second <= 3; second++) Assert.True(_store.TryAdd(begun.Id, ScriptedAgent.Example(second)));
        await _store.FlushAsync(Token);

        await using var controller = new Controller(_store, new MetricsBook("test"), TimeProvider.System);
        controller.Lead(_link, 4, new OneScenario());
        Task over = controller.TakeOverAsync(Token);
        Lease stop = await east.LeaseAsync(LeasePhase.Stop);
        Assert.Equal((begun.Id, 4), (stop.Run, stop.Epoch));
        await west.LeaseAsync(LeasePhase.Stop);
        // Some come again, and one is new.
        await east.SayAsync(new SnapshotTaken(begun.Id, ScriptedAgent.Example(3)));
        await east.SayAsync(new SnapshotTaken(begun.Id, ScriptedAgent.Example(4) with { Last = true, Stopped = StopCause.LeaseLost }));
        await west.SayAsync(new SnapshotTaken(begun.Id, ScriptedAgent.Example(1) with { Agent = "agent-2", Last = true, Stopped = StopCause.LeaseLost }));
        await over.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Token);

        Assert.Empty(await _store.UnfinishedAsync(Token));
        StoredRun stored = Assert.Single(await _store.RunsAsync(10, Token));
        Assert.Equal((begun.Id, "aborted", "invalid"), (stored.Id, stored.State, stored.Verdict));
        System.Text.Json.JsonElement json = System.Text.Json.JsonDocument.Parse((await _store.RunAsync(begun.Id, Token))!).RootElement;
        Assert.Equal((55, 50, 5), (json.GetProperty("totals").GetProperty("due").GetInt32(), json.GetProperty("totals").GetProperty("sent").GetInt32(), json.GetProperty("totals").GetProperty("dropped").GetInt32()));
        Assert.Equal(50, json.GetProperty("latency").GetProperty("response").GetProperty("count").GetInt32());
        Assert.Equal("controller", json.GetProperty("stopped").GetProperty("by").GetString());
        Assert.Equal(["the controller of epoch 1 that led it is gone", "all load has ended: each of its 2 agents said so, and the last request was sent never"], json.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()));
    }

    [Fact]
    public async Task What_its_agents_tell_while_the_store_is_being_read_is_in_its_result()
    {
        var east = new ScriptedAgent(_link, "agent-1");
        RunReport begun = await BegunAsync("agent-1");
        await using IStore slow = StoreOnRead.Of(_store, async () =>
        {
            await east.SayAsync(new SnapshotTaken(begun.Id, ScriptedAgent.Example(1) with { Last = true, Stopped = StopCause.LeaseLost }));
            while ((await _store.SnapshotsAsync(begun.Id, Token)).Count == 0) await _store.FlushAsync(Token);
        });
        await using var controller = new Controller(slow, new MetricsBook("test"), TimeProvider.System);
        controller.Lead(_link, 2, new OneScenario());

        await controller.TakeOverAsync(Token).WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Token);

        System.Text.Json.JsonElement json = System.Text.Json.JsonDocument.Parse((await _store.RunAsync(begun.Id, Token))!).RootElement;
        Assert.Equal(ScriptedAgent.Example(1).Response.Count, json.GetProperty("totals").GetProperty("sent").GetInt64());
        Assert.DoesNotContain("did not report the end", $"{json.GetProperty("reasons")}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_it_is_taken_over_no_other_run_starts()
    {
        var east = new ScriptedAgent(_link, "agent-1");
        RunReport begun = await BegunAsync("agent-1");
        await using var controller = new Controller(_store, new MetricsBook("test"), TimeProvider.System) { Scenarios = [OneScenario.Press] };
        controller.Lead(_link, 2, new OneScenario());
        await east.SayAsync(new AgentJoined(new AgentIdentity("agent-1", new Dictionary<string, string>(), [])));
        await controller.AgentJoinedAsync(Token);
        Task over = controller.TakeOverAsync(Token);
        await east.LeaseAsync(LeasePhase.Stop);

        Assert.Equal("a run is under way", await controller.StartedAsync("press"));

        await east.SayAsync(new SnapshotTaken(begun.Id, ScriptedAgent.Example(1) with { Last = true, Stopped = StopCause.Ordered }));
        await over.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Token);
    }

    [Fact]
    public async Task One_that_stands_by_starts_nothing_and_says_so()
    {
        await using var controller = new Controller(_store, new MetricsBook("test"), TimeProvider.System) { Scenarios = [OneScenario.Press] };

        Assert.Equal("this controller stands by, and another one leads: ask that one", await controller.StartedAsync("press"));
    }

    [Fact]
    public async Task What_an_agent_told_is_acknowledged_once_it_is_committed_and_comes_again_when_the_store_cannot_take_it()
    {
        await using var receipts = new Receipts(_store);
        var kept = new Receipt();
        var refused = new Receipt();
        Assert.True(_store.TryAdd("20260301-093000-abcd1234", ScriptedAgent.Example(1)));

        receipts.Add(kept, taken: true);
        receipts.Add(refused, taken: false);

        Assert.False(await refused.Settled.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Token));
        Assert.True(await kept.Settled.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Token));
        Assert.Single(await _store.SnapshotsAsync("20260301-093000-abcd1234", Token));
        await _store.DisposeAsync();
    }

    private async Task<RunReport> BegunAsync(params string[] agents)
    {
        var run = new RunExecution(OneScenario.Press, agents, _link, 1, TimeProvider.System, _ => { });
        await _store.BeginAsync(run.Report(), new RunOrders(agents, new OneScenario().Pack(OneScenario.Press, out _)!), Token);
        return run.Report();
    }

    private sealed class Receipt : IReceipt
    {
        public TaskCompletionSource<bool> Settled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Stored() => Settled.TrySetResult(true);

        public void Refused() => Settled.TrySetResult(false);
    }

    private sealed class OneScenario : IBundles
    {
        public static Scenario Press { get; } = Controlled.Scenario() with { Target = new Target { Name = "shop", Address = new Uri("http://127.0.0.1:9/"), Class = EnvironmentClass.Test } };

        public DefinitionBundle? Pack(Scenario scenario, out string? fault)
        {
            fault = null;
            return new DefinitionBundle { Roots = [new BundleRoot(scenario.Name)], Files = [] };
        }

        public DefinitionBundle? Pack(IReadOnlyList<Probe> probes, out string? fault)
        {
            fault = null;
            return new DefinitionBundle { Roots = [], Files = [] };
        }

        public Scenario? OpenScenario(DefinitionBundle bundle, out string? fault)
        {
            fault = null;
            return Press;
        }

        public IReadOnlyList<Probe>? OpenProbes(DefinitionBundle bundle, out string? fault)
        {
            fault = null;
            return [];
        }
    }
}
