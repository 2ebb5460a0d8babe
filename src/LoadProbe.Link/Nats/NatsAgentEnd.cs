using System.Threading.Channels;
using NATS.Client.Core;

namespace LoadProbe.Link;

/// <summary>
/// An agent's end of a link over NATS. Leases come over a connection of their own, in this agent's clock; one that is too
/// old when it comes is refused. Snapshots and results are kept until the server has them, and so are the probes it was given,
/// over a restart.
/// </summary>
public sealed class NatsAgentEnd : IAgentEnd, IAsyncDisposable
{
    private const int InboxCapacity = 1_000;
    private const int ResultsAtOnce = 32;
    private const int FirstAsks = 8;
    private const int PartsHanded = 2 * AttachmentPart.MostParts;
    // A server without a controller that asks for them takes none, however often they are sent.
    private static readonly TimeSpan AttachmentsAgain = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ClockWithin = TimeSpan.FromSeconds(3);

    private readonly string _agent;
    private readonly NatsLinkOptions _options;
    private readonly IBundles _bundles;
    private readonly TimeProvider _time;
    private readonly Tally _tally = new();
    private readonly Line _line;
    private readonly Line _leases;
    private readonly Postbox _post;
    private readonly Outbox _snapshots;
    private readonly Outbox _results;
    private readonly Outbox _attachments;
    private readonly ClockOffset _clock = new();
    private readonly Fence _fence = new();
    private readonly TaskCompletionSource _clockKnown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<DownMessage> _inbox = Channel.CreateBounded<DownMessage>(new BoundedChannelOptions(InboxCapacity) { SingleReader = true });
    private readonly CancellationTokenSource _shutdown = new();
    private readonly string _instance = Guid.NewGuid().ToString("n");
    private volatile AgentIdentity? _identity;
    private readonly KeptProbes _kept;
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ProbesSent? _probes;
    private readonly Gathering _parts = new();
    private volatile RunSent? _run;
    private volatile string? _otherProtocol;
    private Task _working = Task.CompletedTask;

    private NatsAgentEnd(string agent, NatsLinkOptions options, IBundles bundles, TimeProvider time)
    {
        (_agent, _options, _bundles, _time) = (agent, options, bundles, time);
        _tally.Told += options.Told;
        _line = new Line($"loadprobe agent {agent}", Subjects.Inbox(agent), options, _tally, time);
        _leases = new Line($"loadprobe agent {agent} leases", Subjects.Inbox(agent), options, _tally, time);
        _post = new Postbox(_line, _tally);
        // One folder may be given to agents of several names, and none may speak for another.
        string? folder = options.State is { } state ? Path.Combine(state, agent) : null;
        _kept = new KeptProbes(folder, _tally);
        var snapshots = new Backlog(folder is null ? null : Path.Combine(folder, "snapshots"), options, _tally);
        var results = new Backlog(folder is null ? null : Path.Combine(folder, "results"), options, _tally);
        var attachments = new Backlog(folder is null ? null : Path.Combine(folder, "attachments"), options.ForAttachments, _tally);
        _tally.Tell(folder is null ? "what is not sent yet is kept in memory: no folder was given" : $"what is not sent yet is kept in {folder}: {snapshots.Count + results.Count + attachments.Count} messages of before");
        _snapshots = new Outbox(_line, _tally, snapshots, atOnce: 1, time);
        _results = new Outbox(_line, _tally, results, ResultsAtOnce, time);
        _attachments = new Outbox(_line, _tally, attachments, atOnce: 1, time, PartsHanded, AttachmentsAgain);
    }

    /// <summary>Something a person should know: a connection lost or back, a refusal of the server, a bundle of no use.</summary>
    public event Action<string>? Told
    {
        add => _tally.Told += value;
        remove => _tally.Told -= value;
    }

    public ChannelReader<DownMessage> Inbox => _inbox.Reader;

    public LinkCounts Counts => _tally.Counts;

    /// <summary>Whether it has a server now.</summary>
    public bool IsOpen => _line.IsOpen;

    /// <summary>Results of probes that the server does not have yet.</summary>
    public (int Count, long Bytes) WaitingResults => _results.Waiting;

    /// <summary>Seconds of runs, the same.</summary>
    public (int Count, long Bytes) WaitingSnapshots => _snapshots.Waiting;

    /// <summary>Parts of what was seen in failed runs, the same.</summary>
    public (int Count, long Bytes) WaitingAttachments => _attachments.Waiting;

    /// <summary>When its credentials end unless they are renewed before; null = it has none, or they do not end.</summary>
    public DateTimeOffset? CredentialsExpire => _options.Access?.Credentials.Expires;

    /// <summary>What this clock lacks to the controller's, and by how much that may be wrong; null = not known yet.</summary>
    public (TimeSpan Offset, TimeSpan Uncertainty)? Clock => _clock.At(_time.GetUtcNow());

    /// <summary>Whether an agent can have this name here.</summary>
    public static bool IsName(string name) => Subjects.IsWord(name);

    /// <summary>Opens what it has kept, and connects when there is a server. The name is a word of letters, digits, <c>-</c> and <c>_</c>.</summary>
    public static NatsAgentEnd Open(string agent, NatsLinkOptions options, IBundles bundles, TimeProvider time)
    {
        if (!Subjects.IsWord(agent)) throw new ArgumentException($"{agent} cannot be an agent's name on NATS: use letters, digits, - and _", nameof(agent));
        var end = new NatsAgentEnd(agent, options, bundles, time);
        if (end._kept.Open() is { } kept && end.Take(kept) is { } probes) end._inbox.Writer.TryWrite(probes);
        end._working = end.WorkAsync();
        return end;
    }

    /// <summary>The same, and waits until there is a server.</summary>
    public static async Task<NatsAgentEnd> ConnectAsync(string agent, NatsLinkOptions options, IBundles bundles, TimeProvider time, CancellationToken token)
    {
        NatsAgentEnd end = Open(agent, options, bundles, time);
        try
        {
            await end.ConnectedAsync(token).ConfigureAwait(false);
            return end;
        }
        catch (OperationCanceledException)
        {
            await end.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Done when the server has been there once.</summary>
    public async Task ConnectedAsync(CancellationToken token)
    {
        Task ended = await Task.WhenAny(_connected.Task, _working).WaitAsync(token).ConfigureAwait(false);
        await ended.ConfigureAwait(false);
    }

    public async ValueTask SendAsync(UpMessage message, CancellationToken token)
    {
        switch (message)
        {
            case AgentJoined joined:
                _identity = joined.Agent;
                Beat();
                break;
            case SnapshotTaken taken:
                await _snapshots.AddAsync(Show(taken), token).ConfigureAwait(false);
                break;
            case ProbeFinished finished:
                await _results.AddAsync(Letter.Of(finished), token).ConfigureAwait(false);
                break;
            case RunReady { Fault: null } ready:
                TrySend(ready with { Fault = await ClockFaultAsync(token).ConfigureAwait(false) });
                break;
            default:
                TrySend(message);
                break;
        }
    }

    public bool TrySend(UpMessage message) => message switch
    {
        SnapshotTaken taken => _snapshots.TryAdd(Show(taken)),
        ProbeFinished finished => _results.TryAdd(Letter.Of(finished)),
        AttachmentPart part => _attachments.TryAdd(Letter.Of(part)),
        RunReady ready => Post(Subjects.Ack(ready.Run, _agent), ready),
        RunBroken broken => Post(Subjects.Ack(broken.Run, _agent), broken),
        RunUnwanted unwanted => Post(Subjects.Ack(unwanted.Run, _agent), unwanted),
        RunLeaked leaked => Post(Subjects.Ack(leaked.Run, _agent), leaked),
        CleanupTold told => Post(Subjects.Ack(told.Run, _agent), told),
        _ => Post(Subjects.Skip(_agent), message),
    };

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_post.DisposeAsync().AsTask(), _snapshots.DisposeAsync().AsTask(), _results.DisposeAsync().AsTask(), _attachments.DisposeAsync().AsTask()).ConfigureAwait(false);
        await _shutdown.CancelAsync().ConfigureAwait(false);
        await _working.ConfigureAwait(false);
        await _line.DisposeAsync().ConfigureAwait(false);
        await _leases.DisposeAsync().ConfigureAwait(false);
        _shutdown.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            await _line.ConnectAsync(_shutdown.Token).ConfigureAwait(false);
            await _leases.ConnectAsync(_shutdown.Token).ConfigureAwait(false);
            INatsSub<byte[]> commands = await _line.SubscribeAsync(Subjects.Command(_agent), _shutdown.Token).ConfigureAwait(false);
            INatsSub<byte[]> leases = await _leases.SubscribeAsync(Subjects.AllLeases(_agent), _shutdown.Token, newestOnly: true).ConfigureAwait(false);
            Task work = Task.WhenAll(HearAsync(commands), HearAsync(leases), BeatAsync(), AskAsync(), Renewal.RunAsync(_line, _agent, _options.Access, _tally, _time, _shutdown.Token));
            _connected.TrySetResult();
            await work.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_shutdown.IsCancellationRequested)
        {
            // Shutting down before there was a server.
        }
    }

    private bool Post(string subject, UpMessage message) => _post.TrySend(subject, () => Wire.Write(message));

    private void Beat()
    {
        if (_identity is not { } identity) return;
        _post.TrySend(Subjects.Beat(_agent), () => Wire.Write(new AgentBeat(identity, _instance, _probes?.Revision, Clock?.Offset, Clock?.Uncertainty, Counts, Wire.Protocol)));
    }

    // Streams may be without a leader for seconds when a server is lost, and the guards are not to be blind meanwhile.
    private Letter Show(SnapshotTaken taken)
    {
        Letter letter = Letter.Of(There(taken));
        _post.TrySend(Subjects.Live(taken.Run, _agent), () => letter.Bytes);
        return letter;
    }

    // The controller compares it with its own instants.
    private SnapshotTaken There(SnapshotTaken taken) => Clock is { } clock
        ? taken with { Snapshot = taken.Snapshot with { Began = taken.Snapshot.Began + clock.Offset, LastSend = taken.Snapshot.LastSend + clock.Offset } }
        : taken;

    private async Task<string?> ClockFaultAsync(CancellationToken token)
    {
        if (_otherProtocol is { } other) return other;
        await Task.WhenAny(_clockKnown.Task, Task.Delay(ClockWithin, _time, token)).ConfigureAwait(false);
        if (Clock is not { } clock) return "clock: the controller did not say what time it is, so that no common start is possible";
        return clock.Uncertainty <= _options.ClockUncertainty
            ? null
            : $"clock: what it lacks to the controller's is known to within {Durations.Text(clock.Uncertainty)} only, and {Durations.Text(_options.ClockUncertainty)} is the most: the way to the NATS server is too slow";
    }

    private async Task HearAsync(INatsSub<byte[]> heard)
    {
        try
        {
            await foreach (NatsMsg<byte[]> message in heard.Msgs.ReadAllAsync(_shutdown.Token).ConfigureAwait(false))
            {
                if (Read(message.Data) is not (true, var sent)) _tally.Unreadable(message.Subject);
                else if (sent is not null && Take(sent) is { } down && !_inbox.Writer.TryWrite(down)) _tally.Dropped();
            }
        }
        catch (OperationCanceledException)
        {
            // Shutting down.
        }
    }

    // Of a message in parts, null until all are there.
    private (bool IsGood, SentDown? Sent) Read(byte[]? bytes) => Wire.ReadDown(bytes) switch
    {
        null => (false, null),
        PartSent part => (_parts.TryTake(part, out SentDown? whole), whole),
        var sent => (true, sent),
    };

    private DownMessage? Take(SentDown sent)
    {
        switch (sent)
        {
            case LeaseSent lease:
                return Take(lease);
            case ProbesSent probes:
                _kept.Keep(probes);
                return Take(probes);
            case ProbesChanged changed:
                // Without the set that it changes, the whole comes a few seconds later.
                return changed.Over(_probes) is { } whole ? Take((SentDown)whole) : null;
            case RunSent run when !_fence.Admits(run.Epoch):
                TrySend(new RunReady(run.Run, $"a controller of epoch {run.Epoch} orders it, and one of {_fence.Highest} leads"));
                return null;
            case RunSent run:
                if (_bundles.OpenScenario(run.Bundle, out string? fault) is { } scenario && run.Plan == run.Bundle.Hash())
                {
                    _run = run;
                    return new RunOrdered(run.Run, scenario, run.Segment, run.Bundle);
                }

                TrySend(new RunReady(run.Run, fault ?? "the definitions that came are not those of the plan"));
                return null;
            default:
                return null;
        }
    }

    private ProbesAssigned? Take(ProbesSent probes)
    {
        IReadOnlyList<Probe>? opened = _bundles.OpenProbes(probes.Bundle, out string? mistake);
        // What is of no use here will be no better a second time.
        _probes = probes;
        if (mistake is not null) _tally.Tell(opened is null ? $"the controller's probes cannot be used: {mistake}" : $"{probes.Bundle.Roots.Count - opened.Count} of the controller's {probes.Bundle.Roots.Count} probes cannot be used here, the others run: {mistake}");
        return opened is null ? null : new ProbesAssigned(opened);
    }

    private LeaseRenewed? Take(LeaseSent sent)
    {
        // Whoever leads now may stop what another began.
        bool isMine = _run is { } run && run.Run == sent.Lease.Run && (run.Plan == sent.Plan || sent.Lease.Phase == LeasePhase.Stop);
        if (_fence.Admits(sent.Lease.Epoch) && isMine && Clock is { } clock && _time.GetUtcNow() + clock.Offset - sent.SentAt - clock.Uncertainty <= sent.Lease.TimeToLive)
        {
            return new LeaseRenewed(sent.Lease with { StartsAt = sent.Lease.StartsAt - clock.Offset, NotAfter = sent.Lease.NotAfter - clock.Offset });
        }

        _tally.Stale();
        return null;
    }

    private async Task BeatAsync()
    {
        using var tick = new PeriodicTimer(BeatEvery, _time);
        try
        {
            while (await tick.WaitForNextTickAsync(_shutdown.Token).ConfigureAwait(false))
            {
                Beat();
                _kept.Look();
            }
        }
        catch (OperationCanceledException)
        {
            // Shutting down.
        }
    }

    // Without the controller's time no run is begun, and no lease is believed.
    private void Know(long protocol)
    {
        _otherProtocol = protocol == Wire.Protocol ? null : $"the controller speaks protocol {protocol} of the link, and this agent {Wire.Protocol}: use programs of versions that speak the same";
        if (_otherProtocol is { } other) _tally.TellOnce(other);
    }

    private async Task AskAsync()
    {
        using var tick = new PeriodicTimer(BeatEvery, _time);
        try
        {
            for (int asked = 0; ; asked++)
            {
                if (await ClockTalk.AskAsync(_leases, _time, _shutdown.Token).ConfigureAwait(false) is { } answer && _fence.Admits(answer.Epoch))
                {
                    Know(answer.Protocol);
                    if (_otherProtocol is null) _clock.Add(answer.Sample);
                    if (answer.Sample.Uncertainty <= _options.ClockUncertainty) _clockKnown.TrySetResult();
                    if (asked < FirstAsks) continue;
                }

                await tick.WaitForNextTickAsync(_shutdown.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Shutting down.
        }
    }
}
