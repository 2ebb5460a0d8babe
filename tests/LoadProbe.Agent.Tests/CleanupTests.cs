using LoadProbe.Definitions;
using LoadProbe.Link;

namespace LoadProbe.Agent.Tests;

/// <summary>What journeys have written is taken back: after the run, after a crash, once more when it did not go well.</summary>
public sealed class CleanupTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
    private readonly PageServer _server;
    private readonly FileBundles _bundles;
    private readonly InProcessLink _link = new();
    private readonly List<string> _told = [];
    private Func<string, string> _answer = _ => "ok";

    public CleanupTests()
    {
        _server = new PageServer(path => _answer(path));
        _bundles = new FileBundles(new LoadOptions(), Path.Combine(_folder, "opened"));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Outbox => Path.Combine(_folder, "outbox");

    private string[] Outboxes => Directory.Exists(Outbox) ? Directory.GetFiles(Outbox) : [];

    [Fact]
    public async Task After_a_share_each_write_is_taken_back_with_its_own_key_and_the_outbox_is_gone()
    {
        await using Agent agent = await StartAsync();
        await RunAsync(rate: 40);

        CleanupTold told = await OverAsync();
        Assert.Equal(("run-1", 40L, 40L, 0L), (told.Run, told.Figures.Due, told.Figures.Done, told.Figures.Failed));
        string[] written = Keys("/write/"), cancelled = Keys("/cancel/");
        Assert.Equal(40, written.Length);
        Assert.Equal(written.Order(), cancelled.Order());
        // The user that it was written as, and what is secret read anew.
        Assert.All(_server.Seen.Where(p => p.StartsWith("/cancel/", StringComparison.Ordinal)), p => Assert.EndsWith("?user=u1&pass=s3cret", p));
        Assert.Empty(Outboxes);
    }

    [Fact]
    public async Task What_fails_is_tried_again_with_the_same_key()
    {
        int refused = 0;
        _answer = path => path.StartsWith("/cancel/", StringComparison.Ordinal) && Interlocked.Increment(ref refused) <= 6 ? "http://127.0.0.1:1/" : "ok";
        await using Agent agent = await StartAsync();
        await RunAsync(rate: 10);

        CleanupTold told = await OverAsync();
        Assert.Equal((10L, 10L, 0L), (told.Figures.Due, told.Figures.Done, told.Figures.Failed));
        Assert.Equal(Keys("/write/").Order(), Keys("/cancel/").Distinct().Order());
        Assert.Equal(16, Keys("/cancel/").Length);
    }

    [Fact]
    public async Task A_target_that_takes_nothing_back_is_told_with_the_reason_and_what_is_left_is_kept_for_the_next_start()
    {
        _answer = path => path.StartsWith("/cancel/", StringComparison.Ordinal) ? "http://127.0.0.1:1/" : "ok";
        await using (await StartAsync())
        {
            await RunAsync(rate: 30);
            CleanupTold told = await OverAsync();
            Assert.Equal((30L, 0L, 30L), (told.Figures.Due, told.Figures.Done, told.Figures.Failed));
            Assert.StartsWith("cancel: cancel: ", told.Figures.Fault, StringComparison.Ordinal);
        }

        Assert.Single(Outboxes);
        _answer = _ => "ok";
        await using (await StartAsync("b"))
        {
            CleanupTold again = await OverAsync();
            Assert.Equal((30L, 30L, 0L), (again.Figures.Due, again.Figures.Done, again.Figures.Failed));
        }

        Assert.Empty(Outboxes);
        Assert.Equal(Keys("/write/").Order(), Keys("/cancel/").Distinct().Order());
    }

    [Fact]
    public async Task What_a_killed_agent_left_is_cleaned_up_at_the_next_start_whatever_there_is_of_the_last_line()
    {
        DefinitionBundle bundle = _bundles.Pack(Scenario(rate: 1), out _)!;
        OutboxFile file = OutboxFile.Create(Outbox, new OutboxHead(OutboxHead.Current, "run-1", bundle));
        file.Add([.. Enumerable.Range(1, 5).Select(n => new OutboxEntry(0, "write", n, new Dictionary<string, string> { ["idempotency"] = $"k{n}", ["user"] = "u1" }))]);
        file.MarkDone(2);
        file.Dispose();
        await File.AppendAllTextAsync(file.Path, """{"entry":{"number":6,"jour""", Token);

        await using Agent agent = await StartAsync();
        CleanupTold told = await OverAsync();

        Assert.Equal(("run-1", 4L, 4L), (told.Run, told.Figures.Due, told.Figures.Done));
        Assert.Equal(["k1", "k3", "k4", "k5"], Keys("/cancel/").Order());
        await agent.CleanedAsync(Token);
        Assert.Empty(Outboxes);
        Assert.Contains(_told, t => t == "cleaning up what run run-1 left: 4 writes");
    }

    [Fact]
    public async Task A_line_in_the_middle_that_cannot_be_read_is_told_and_the_others_are_cleaned_up()
    {
        DefinitionBundle bundle = _bundles.Pack(Scenario(rate: 1), out _)!;
        OutboxFile file = OutboxFile.Create(Outbox, new OutboxHead(OutboxHead.Current, "run-1", bundle));
        file.Add([.. Enumerable.Range(1, 3).Select(n => new OutboxEntry(0, "write", n, new Dictionary<string, string> { ["idempotency"] = $"k{n}" }))]);
        file.Dispose();
        await File.WriteAllTextAsync(file.Path, (await File.ReadAllTextAsync(file.Path, Token)).Replace("""{"entry":{"number":2""", """{"entry":{"number":"two""", StringComparison.Ordinal), Token);

        await using Agent agent = await StartAsync();
        CleanupTold told = await OverAsync();

        Assert.Equal((3L, 2L, 1L, $"1 lines of {file.Path} cannot be read"), (told.Figures.Due, told.Figures.Done, told.Figures.Failed, told.Figures.Fault));
        Assert.Equal(["k1", "k3"], Keys("/cancel/").Order());
    }

    [Fact]
    public async Task An_outbox_that_another_process_has_open_is_left_to_it()
    {
        DefinitionBundle bundle = _bundles.Pack(Scenario(rate: 1), out _)!;
        using OutboxFile file = OutboxFile.Create(Outbox, new OutboxHead(OutboxHead.Current, "run-1", bundle));
        file.Add([new OutboxEntry(0, "write", 1, new Dictionary<string, string> { ["idempotency"] = "k1" })]);

        await using Agent agent = await StartAsync();
        await agent.CleanedAsync(Token);

        Assert.Empty(_server.Seen);
        Assert.Single(Outboxes);
    }

    [Fact]
    public async Task No_secret_is_on_the_disk_and_nobody_else_may_read_what_is()
    {
        _answer = path => path.StartsWith("/cancel/", StringComparison.Ordinal) ? "http://127.0.0.1:1/" : "ok";
        await using Agent agent = await StartAsync();
        await RunAsync(rate: 5);
        await OverAsync();
        string kept = Assert.Single(Outboxes);
        Assert.DoesNotContain("s3cret", await File.ReadAllTextAsync(kept, Token), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(kept));
    }

    [Fact]
    public async Task Without_a_folder_that_takes_it_a_run_that_has_to_be_cleaned_up_after_is_not_taken()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "file"), "", Token);
        await using Agent agent = await StartAsync(outbox: Path.Combine(_folder, "file", "outbox"));
        Assert.True(_link.TrySend("a", new RunOrdered("run-1", Scenario(rate: 1), Segment.Whole)));
        RunReady ready = await NextAsync<RunReady>();
        Assert.StartsWith("what is needed to clean up cannot be kept: ", ready.Fault, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _bundles.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<Agent> StartAsync(string name = "a", string? outbox = null)
    {
        TimeProvider time = TimeProvider.System;
        var options = new AgentOptions
        {
            Name = name, Outbox = outbox ?? Outbox, Tell = what =>
            {
                lock (_told) _told.Add(what);
            },
        };
        var agent = new Agent(options, _link.Connect(name), new ProbeRunner(options, Secrets.Instance, time), Secrets.Instance, time, bundles: _bundles);
        await agent.StartAsync(Token);
        return agent;
    }

    private async Task RunAsync(double rate)
    {
        Assert.True(_link.TrySend("a", new RunOrdered("run-1", Scenario(rate), Segment.Whole)));
        Assert.Null((await NextAsync<RunReady>()).Fault);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        Assert.True(_link.TrySend("a", new LeaseRenewed(new Lease { Run = "run-1", Sequence = 1, Phase = LeasePhase.Run, StartsAt = now, NotAfter = now.AddMinutes(1), TimeToLive = TimeSpan.FromMinutes(1) })));
    }

    private Scenario Scenario(double rate)
    {
        Write("write.yaml", "vars: { user: u1, pass: \"${secret:env:S}\" }\nsteps:\n  - { name: write, kind: write-shadow, get: \"/write/${idempotency}\" }");
        Write("cancel.yaml", "vars: { user: nobody, pass: \"${secret:env:S}\" }\nsteps:\n  - { name: cancel, kind: write-shadow, get: \"/cancel/${idempotency}?user=${user}&pass=${pass}\", expect: { status: 200 } }");
        Write("press.yaml", $"mix: write.yaml\nload: [ {{ inject: {{ rate: {rate}/s, during: 1s }} }} ]\nafter: {{ cleanup: cancel.yaml }}");
        Loaded<Scenario> loaded = DefinitionFiles.LoadScenario(Path.Combine(_folder, "press.yaml"));
        Assert.Empty(loaded.Mistakes);
        return loaded.Value!;
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), $"target: http://{_server.Place}\n{text}\n");

    private string[] Keys(string path) => [.. _server.Seen.Where(p => p.StartsWith(path, StringComparison.Ordinal)).Select(p => p[path.Length..].Split('?')[0])];

    private async Task<CleanupTold> OverAsync()
    {
        while (true)
        {
            CleanupTold told = await NextAsync<CleanupTold>();
            if (told.Over) return told;
        }
    }

    private async Task<T> NextAsync<T>()
        where T : UpMessage
    {
        while (true)
        {
            FromAgent from = await _link.Inbox.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Token);
            if (from.Message is T wanted) return wanted;
        }
    }

    private sealed class Secrets : ISecretStore
    {
        public static Secrets Instance { get; } = new();

        public string? Read(SecretReference reference) => reference.Name == "S" ? "s3cret" : null;
    }
}
