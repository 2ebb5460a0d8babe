using System.Collections.Concurrent;

namespace LoadProbe.Link.Tests;

/// <summary>What an agent's end has after a restart: its probes, and what was not delivered.</summary>
public sealed class AgentStateTests : IAsyncDisposable
{
    private readonly NatsLink _link = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("agent-").FullName;
    private readonly ConcurrentQueue<string> _told = new();

    [Fact]
    public async Task What_waits_while_there_is_no_server_is_delivered_once_after_a_restart_of_the_agent()
    {
        await using (NatsAgentEnd before = Open())
        {
            for (int i = 1; i <= 40; i++) await SayAsync(before, i);
        }

        Assert.Contains(_told, t => t.EndsWith(": 0 messages of before", StringComparison.Ordinal));
        NatsControllerEnd controller = await _link.ControllerAsync();
        NatsAgentEnd after = await _link.ConnectAsync("east", Options);
        Assert.Contains(_told, t => t.EndsWith(": 80 messages of before", StringComparison.Ordinal));
        await SayAsync(after, 41);

        var snapshots = new List<int>();
        var results = new List<string>();
        while (snapshots.Count < 41 || results.Count < 41)
        {
            UpMessage message = (await controller.Inbox.NextAsync<UpMessage>()).Message;
            if (message is SnapshotTaken taken) snapshots.Add(taken.Snapshot.Number);
            if (message is ProbeFinished finished) results.Add(finished.Result.Probe);
        }

        Assert.Equal(Enumerable.Range(1, 41), snapshots);
        Assert.Equal(Enumerable.Range(1, 41).Select(i => $"probe{i}"), results);
        Assert.Equal((0L, 0L), (after.Counts.Dropped, after.Counts.Unkept));
    }

    [Fact]
    public async Task While_the_disk_is_full_results_wait_in_memory_counted_and_are_on_it_again_when_there_is_room_without_a_restart()
    {
        using var disk = new SmallDisk(_folder);
        string hog = Path.Combine(disk.Folder, "hog");
        NatsLinkOptions options = Options with { State = disk.Folder };
        await using (NatsAgentEnd before = NatsAgentEnd.Open("east", options, new FewDefinitions(), TimeProvider.System))
        {
            disk.Fill(hog);
            for (int i = 1; i <= 20; i++) await SayAsync(before, i);
            await Ends.UntilAsync(() => before.Counts.Unkept == 40, "what the disk does not take is counted");
            Assert.Equal(2, _told.Count(t => t.Contains("wait in memory meanwhile: No space left on device", StringComparison.Ordinal)));
            File.Delete(hog);
            await Ends.UntilAsync(() => _told.Count(t => t.EndsWith("takes letters again", StringComparison.Ordinal)) == 2, "it recovers by itself");
            Assert.Equal(0, before.Counts.Dropped);
        }

        NatsControllerEnd controller = await _link.ControllerAsync();
        NatsAgentEnd after = await _link.ConnectAsync("east", options);
        var results = new List<string>();
        while (results.Count < 20) results.Add((await controller.Inbox.NextAsync<ProbeFinished>()).Message.Result.Probe);

        Assert.Equal(Enumerable.Range(1, 20).Select(i => $"probe{i}"), results);
        Assert.Equal(0, after.Counts.Unkept);
        await _link.CloseAsync(after);
    }

    [Fact]
    public async Task The_probes_of_before_are_there_without_any_server_and_are_not_sent_again_by_a_controller_that_has_the_same()
    {
        (NatsControllerEnd controller, NatsAgentEnd before) = await _link.JoinedAsync("east", Options);
        var probes = new ProbesAssigned([FewDefinitions.Probe("quotes"), FewDefinitions.Probe("orders")]);
        Assert.True(controller.TrySend("east", probes));
        await before.Inbox.NextAsync<ProbesAssigned>();
        await _link.CloseAsync(before);
        await _link.CloseAsync(controller);
        await _link.Server.KillAsync();

        NatsAgentEnd after = Open();
        _link.Closing(after);
        Assert.Equal(["quotes", "orders"], (await after.Inbox.NextAsync<ProbesAssigned>()).Probes.Select(p => p.Name));

        NatsControllerEnd next = await _link.ControllerAsync();
        await after.SendAsync(new AgentJoined(Messages.Identity("east")), TestContext.Current.CancellationToken);
        await next.Inbox.NextAsync<AgentJoined>();
        Assert.True(next.TrySend("east", probes));
        Assert.True(next.TrySend("east", new ProbesAssigned([FewDefinitions.Probe("news")])));

        Assert.Equal("news", Assert.Single((await after.Inbox.NextAsync<ProbesAssigned>()).Probes).Name);
        Assert.Contains("\"news\"", await File.ReadAllTextAsync(KeptFile, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"kind\":\"probes\",\"rev")]
    [InlineData("{\"kind\":\"probes\",\"revision\":\"abc\",\"bundle\":{\"roots\":[],\"files\":[]}}")]
    public async Task A_file_of_probes_that_is_broken_is_said_and_set_aside(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KeptFile)!);
        await File.WriteAllTextAsync(KeptFile, text, TestContext.Current.CancellationToken);

        await using NatsAgentEnd east = Open();

        Assert.Contains(_told, t => t.Contains("is no whole set of probes, and is passed over", StringComparison.Ordinal));
        Assert.Equal(text, await File.ReadAllTextAsync($"{KeptFile}.aside", TestContext.Current.CancellationToken));
        Assert.False(east.Inbox.TryRead(out _));
    }

    [Fact]
    public async Task Probes_that_the_disk_does_not_take_are_said_and_counted_and_run_all_the_same_and_are_kept_later()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "east"), "a file in the folder's place", TestContext.Current.CancellationToken);
        (NatsControllerEnd controller, NatsAgentEnd east) = await _link.JoinedAsync("east", Options);
        Assert.True(controller.TrySend("east", new ProbesAssigned([FewDefinitions.Probe("quotes")])));
        await east.Inbox.NextAsync<ProbesAssigned>();
        await Ends.UntilAsync(() => _told.Any(t => t.StartsWith("the probes are not kept", StringComparison.Ordinal)), "it is said");
        Assert.Equal(1, east.Counts.Unkept);

        File.Delete(Path.Combine(_folder, "east"));

        await Ends.UntilAsync(() => File.Exists(KeptFile), "they are kept");
        await Ends.UntilAsync(() => _told.Any(t => t.EndsWith("again", StringComparison.Ordinal) && t.StartsWith("the probes are kept", StringComparison.Ordinal)), "it is said");
    }

    [Fact]
    public void Only_what_is_new_in_a_set_of_probes_is_sent_and_it_is_of_use_over_that_set_alone()
    {
        ProbesSent old = Sent(("a.yaml", "1"), ("b.yaml", "2"), ("c.yaml", "3")), next = Sent(("a.yaml", "1"), ("b.yaml", "changed"), ("d.yaml", "4"));

        var changed = (ProbesChanged)Wire.ReadDown(Wire.Write(ProbesChanged.Of(next.Revision, next.Bundle, old)!))!;

        Assert.Equal(["b.yaml", "d.yaml"], changed.Bundle.Files.Select(f => f.Path));
        Assert.Equal(next.Revision, changed.Over(old)!.Bundle.Hash());
        Assert.Null(changed.Over(null));
        Assert.Null(changed.Over(next));
        Assert.Null((changed with { Same = [] }).Over(old));
        Assert.Null(ProbesChanged.Of(next.Revision, next.Bundle, Sent(("x.yaml", "1"))));
    }

    [Fact]
    public void An_agent_is_sent_the_difference_to_what_it_says_it_has_and_the_whole_when_that_did_not_help()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var agent = new KnownAgent();
        ProbesSent first = Sent(("a.yaml", "1"), ("b.yaml", "2")), second = Sent(("a.yaml", "1"), ("b.yaml", "3"));
        agent.Take(Beat(null), time);
        Assert.Equal(Wire.Write(first), Assert.Single(Assign(first)!));
        Assert.Null(agent.Take(Beat(first.Revision), time).Probes);

        Assert.IsType<ProbesChanged>(Wire.ReadDown(Assert.Single(Assign(second)!)));
        Assert.Null(agent.Take(Beat(first.Revision), time).Probes);
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(Wire.Write(second), Assert.Single(agent.Take(Beat(first.Revision), time).Probes!));
        Assert.Null(agent.Take(Beat(second.Revision), time).Probes);
        Assert.Null(Assign(second));

        IReadOnlyList<byte[]>? Assign(ProbesSent probes) => agent.Assign(probes, [Wire.Write(probes)], mostBytes: 1 << 20, time);

        static AgentBeat Beat(string? probes) => new(Messages.Identity("east"), "one", probes, null, null, new LinkCounts());
    }

    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string KeptFile => Path.Combine(_folder, "east", "probes.v1.json");

    private NatsLinkOptions Options => _link.Options with { State = _folder, Told = _told.Enqueue };

    private NatsAgentEnd Open() => NatsAgentEnd.Open("east", Options, new FewDefinitions(), TimeProvider.System);

    private static ProbesSent Sent(params (string Path, string Text)[] files)
    {
        var bundle = new DefinitionBundle { Roots = [new BundleRoot(files[0].Path)], Files = [.. files.Select(f => new BundledFile(f.Path, System.Text.Encoding.UTF8.GetBytes(f.Text)))] };
        return new ProbesSent(bundle.Hash(), bundle);
    }

    private static async Task SayAsync(NatsAgentEnd agent, int number)
    {
        await agent.SendAsync(new SnapshotTaken("r1", Messages.Snapshot("east", number)), TestContext.Current.CancellationToken);
        Assert.True(agent.TrySend(new ProbeFinished(Messages.Result("east", $"probe{number}"))));
    }
}
