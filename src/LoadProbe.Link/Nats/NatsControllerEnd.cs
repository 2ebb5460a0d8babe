using System.Collections.Concurrent;
using System.Threading.Channels;
using NATS.Client.Core;

namespace LoadProbe.Link;

/// <summary>
/// The controller's end of a link over NATS. Leases and commands are told while the connection stands and never after;
/// snapshots, results and attachments come from the server's disk, each once.
/// </summary>
public sealed class NatsControllerEnd : IControllerEnd, IAsyncDisposable
{
    private const int InboxCapacity = 10_000;
    private const int PartsPending = 64;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly IBundles _bundles;
    private readonly long _epoch;
    private readonly TimeProvider _time;
    private readonly Tally _tally = new();
    private readonly Line _line;
    private readonly Line _leases;
    private readonly Postbox _post;
    private readonly Postbox _leasePost;
    private readonly Delivery _snapshots;
    private readonly Delivery _results;
    private readonly Delivery _attachments;
    private readonly Channel<FromAgent> _inbox = Channel.CreateBounded<FromAgent>(new BoundedChannelOptions(InboxCapacity) { SingleReader = true });
    private readonly ConcurrentDictionary<string, KnownAgent> _agents = new();
    private readonly CancellationTokenSource _shutdown = new();
    private volatile Plan _plan = new("", null, "");
    private readonly Lock _commanding = new();
    private volatile Assignment? _assignment;
    private Task _working = Task.CompletedTask;

    private NatsControllerEnd(NatsLinkOptions options, long epoch, IBundles bundles, TimeProvider time)
    {
        (_epoch, _bundles, _time) = (epoch, bundles, time);
        _tally.Told += options.Told;
        _line = new Line("loadprobe controller", Subjects.ControllerInbox, options, _tally, time);
        _leases = new Line("loadprobe controller leases", Subjects.ControllerInbox, options, _tally, time);
        _post = new Postbox(_line, _tally);
        _leasePost = new Postbox(_leases, _tally);
        _snapshots = new Delivery(_line, Subjects.Snapshots, Subjects.AllSnapshots, options.SnapshotBytes, options, _tally, time);
        _results = new Delivery(_line, Subjects.Results, Subjects.AllResults, options.ResultBytes, options, _tally, time);
        _attachments = new Delivery(_line, Subjects.Attachments, Subjects.AllAttachments, options.AttachmentBytes, options, _tally, time, PartsPending);
    }

    /// <summary>Something a person should know: a connection lost or back, a refusal of the server, definitions too large to send.</summary>
    public event Action<string>? Told
    {
        add => _tally.Told += value;
        remove => _tally.Told -= value;
    }

    public ChannelReader<FromAgent> Inbox => _inbox.Reader;

    public long Dropped => _tally.Counts.Dropped;

    /// <summary>Whether there is a server now.</summary>
    public bool IsOpen => _line.IsOpen && _leases.IsOpen;

    public LinkCounts Counts => _tally.Counts;

    public LinkState State => new(IsOpen, _snapshots.Pending + _results.Pending + _attachments.Pending, Counts, [.. _agents.Values.Select(a => a.Sign).OfType<AgentSign>()]);

    /// <summary>Waits until there is a server.</summary>
    /// <param name="epoch">In which this controller leads: agents refuse one that is lower than they have heard.</param>
    public static async Task<NatsControllerEnd> ConnectAsync(NatsLinkOptions options, long epoch, IBundles bundles, TimeProvider time, CancellationToken token)
    {
        var end = new NatsControllerEnd(options, epoch, bundles, time);
        try
        {
            await end._line.ConnectAsync(token).ConfigureAwait(false);
            await end._leases.ConnectAsync(token).ConfigureAwait(false);
            INatsSub<byte[]> beats = await end._line.SubscribeAsync(Subjects.AllBeats, token).ConfigureAwait(false);
            INatsSub<byte[]> skips = await end._line.SubscribeAsync(Subjects.AllSkips, token).ConfigureAwait(false);
            INatsSub<byte[]> acks = await end._line.SubscribeAsync(Subjects.AllAcks, token).ConfigureAwait(false);
            INatsSub<byte[]> live = await end._line.SubscribeAsync(Subjects.AllLive, token).ConfigureAwait(false);
            INatsSub<byte[]> questions = await end._leases.SubscribeAsync(Subjects.Clock, token).ConfigureAwait(false);
            end._working = Task.WhenAll(
                end.HearAsync(beats, end.TakeBeat),
                end.HearAsync(skips, end.Take),
                end.HearAsync(acks, end.Take),
                end.HearAsync(live, end.TakeLive),
                end.AnswerAsync(questions),
                end.LookAsync(),
                end._snapshots.RunAsync(Read, end._inbox.Writer.WriteAsync, end._shutdown.Token),
                end._results.RunAsync(Read, end._inbox.Writer.WriteAsync, end._shutdown.Token),
                end._attachments.RunAsync(Read, end._inbox.Writer.WriteAsync, end._shutdown.Token));
            return end;
        }
        catch (OperationCanceledException)
        {
            await end.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public bool TrySend(string agent, DownMessage message)
    {
        if (!_agents.TryGetValue(agent, out KnownAgent? known)) return false;
        return message switch
        {
            // An agent that is hard at work may be late with its signs of life, and must not lose its lease for that.
            LeaseRenewed renewed => TrySend(agent, renewed.Lease),
            RunOrdered order => known.IsPresent(_time) && TrySend(agent, order),
            ProbesAssigned assigned => known.IsPresent(_time) && TrySend(agent, known, assigned),
            _ => false,
        };
    }

    public AgentSign? Sign(string agent) => _agents.TryGetValue(agent, out KnownAgent? known) ? known.Sign : null;

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_post.DisposeAsync().AsTask(), _leasePost.DisposeAsync().AsTask()).ConfigureAwait(false);
        await _shutdown.CancelAsync().ConfigureAwait(false);
        await _working.ConfigureAwait(false);
        await _line.DisposeAsync().ConfigureAwait(false);
        await _leases.DisposeAsync().ConfigureAwait(false);
        _shutdown.Dispose();
    }

    private bool TrySend(string agent, Lease lease)
    {
        Plan plan = _plan;
        return _leasePost.TrySend(Subjects.Lease(lease.Run, agent), () => Wire.Write(new LeaseSent(lease, plan.Run == lease.Run ? plan.Hash : "", _time.GetUtcNow())));
    }

    private bool TrySend(string agent, RunOrdered order)
    {
        IReadOnlyList<byte[]>? parts = null;
        string? fault = null;
        Plan plan = _plan;
        if (plan.Run != order.Run) plan = new Plan(order.Run, _bundles.Pack(order.Scenario, out fault), "");
        if (plan.Bundle is { } bundle)
        {
            if (plan.Hash.Length == 0) _plan = plan = plan with { Hash = bundle.Hash() };
            parts = Parts.Of(Wire.Write(new RunSent(order.Run, plan.Hash, bundle, order.Segment, _epoch)), _line.MostBytes);
            if (parts is null) fault = TooLarge(bundle);
        }

        if (parts is not null) return TryCommand(agent, parts);
        // As if the agent had said so: the run ends with the reason.
        return _inbox.Writer.TryWrite(new FromAgent(agent, new RunReady(order.Run, fault)));
    }

    private bool TryCommand(string agent, IReadOnlyList<byte[]> parts)
    {
        // The parts of one message stay together.
        lock (_commanding) return parts.All(p => _post.TrySend(Subjects.Command(agent), () => p));
    }

    private bool TrySend(string agent, KnownAgent known, ProbesAssigned assigned)
    {
        Assignment? assignment = _assignment;
        // What is told to many agents is packed once.
        if (!ReferenceEquals(assignment?.Message, assigned)) _assignment = assignment = Pack(assigned);
        if (assignment is { Fault: null, Probes: { } probes, Whole: { } whole })
        {
            return known.Assign(probes, whole, _line.MostBytes, _time) is not { } parts || TryCommand(agent, parts);
        }

        _tally.Dropped();
        _tally.Tell($"agent {agent} gets no probes: {assignment.Fault}");
        return false;
    }

    private Assignment Pack(ProbesAssigned assigned)
    {
        if (_bundles.Pack(assigned.Probes, out string? fault) is not { } bundle) return new Assignment(assigned, null, null, fault);
        var probes = new ProbesSent(bundle.Hash(), bundle);
        return Parts.Of(Wire.Write(probes), _line.MostBytes) is { } whole
            ? new Assignment(assigned, probes, whole, null)
            : new Assignment(assigned, null, null, TooLarge(bundle));
    }

    private static string TooLarge(DefinitionBundle bundle)
    {
        BundledFile largest = bundle.Files.MaxBy(f => f.Content.Length)!;
        return $"the definitions have {bundle.Size} bytes, and packed more than the {Parts.MostBytes >> 20} MB that are sent to an agent: the largest file is {largest.Path} with {largest.Content.Length} bytes; make it smaller";
    }

    private async Task HearAsync(INatsSub<byte[]> heard, Action<string, byte[]> take)
    {
        try
        {
            await foreach (NatsMsg<byte[]> message in heard.Msgs.ReadAllAsync(_shutdown.Token).ConfigureAwait(false)) take(message.Subject, message.Data ?? []);
        }
        catch (OperationCanceledException)
        {
            // Shutting down.
        }
    }

    private void Take(string subject, byte[] bytes)
    {
        if (Wire.ReadUp(bytes) is not { } message) _tally.Unreadable(subject);
        else Hand(new FromAgent(Subjects.Agent(subject), message));
    }

    private void TakeLive(string subject, byte[] bytes)
    {
        string agent = Subjects.Agent(subject);
        if (Wire.ReadUp(bytes) is SnapshotTaken taken && taken.Snapshot.Agent == agent && subject == Subjects.Live(taken.Run, agent)) Hand(new FromAgent(agent, new SnapshotShown(taken.Run, taken.Snapshot)));
        else _tally.Unreadable(subject);
    }

    private void TakeBeat(string subject, byte[] bytes)
    {
        string agent = Subjects.Agent(subject);
        if (Wire.ReadBeat(bytes) is not { } beat || beat.Agent.Name != agent)
        {
            _tally.Unreadable(subject);
            return;
        }

        if (beat.Protocol != Wire.Protocol)
        {
            _tally.Unreadable(subject);
            _tally.TellOnce($"agent {agent}, version {beat.Agent.Version ?? "unknown"}, speaks protocol {beat.Protocol} of the link, and this controller {Wire.Protocol}: it is not let in; use programs of versions that speak the same");
            return;
        }

        (bool isNew, IReadOnlyList<byte[]>? probes) = _agents.GetOrAdd(agent, _ => new KnownAgent()).Take(beat, _time);
        if (isNew) Hand(new FromAgent(agent, new AgentJoined(beat.Agent)));
        if (probes is not null) TryCommand(agent, probes);
    }

    // What an agent says of itself is its own to say: the subject, which the server checks, must agree.
    private static (string Id, FromAgent Message)? Read(string subject, byte[] bytes)
    {
        string agent = Subjects.Agent(subject);
        return Wire.ReadUp(bytes) switch
        {
            SnapshotTaken taken when taken.Snapshot.Agent == agent && subject == Subjects.Snapshot(taken.Run, agent) => (Letter.IdOf(taken), new FromAgent(agent, taken)),
            ProbeFinished finished when finished.Result.Agent == agent => (Letter.IdOf(finished), new FromAgent(agent, finished)),
            AttachmentPart part when part.Agent == agent && part.IsSound => (Letter.IdOf(part), new FromAgent(agent, part)),
            _ => null,
        };
    }

    private void Hand(FromAgent message)
    {
        if (!_inbox.Writer.TryWrite(message)) _tally.Dropped();
    }

    private async Task AnswerAsync(INatsSub<byte[]> questions)
    {
        try
        {
            await foreach (NatsMsg<byte[]> question in questions.Msgs.ReadAllAsync(_shutdown.Token).ConfigureAwait(false))
            {
                // Where it asks to be answered could be where only the controller may speak.
                if (question.ReplyTo is { } asker && asker.StartsWith(Subjects.Inbox(""), StringComparison.Ordinal)) await _leases.TryPublishAsync(asker, ClockTalk.Answer(_time, _epoch), _shutdown.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Shutting down.
        }
    }

    private async Task LookAsync()
    {
        using var tick = new PeriodicTimer(LookEvery, _time);
        try
        {
            while (await tick.WaitForNextTickAsync(_shutdown.Token).ConfigureAwait(false))
            {
                foreach ((string name, KnownAgent agent) in _agents)
                {
                    if (agent.IsGone(_time) && _agents.TryRemove(new KeyValuePair<string, KnownAgent>(name, agent))) Hand(new FromAgent(name, new AgentLeft()));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Shutting down.
        }
    }

    private sealed record Plan(string Run, DefinitionBundle? Bundle, string Hash);

    private sealed record Assignment(ProbesAssigned Message, ProbesSent? Probes, IReadOnlyList<byte[]>? Whole, string? Fault);
}
