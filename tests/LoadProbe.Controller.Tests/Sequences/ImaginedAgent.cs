using LoadProbe.Link;

namespace LoadProbe.Controller.Tests;

/// <summary>An agent in imagined time: it sends what its leases allow, when it is due, with the real lease hold and the real ceiling; whatever may happen to an agent may happen to it.</summary>
internal sealed class ImaginedAgent(InProcessLink link, string name, TimeProvider time)
{
    private readonly IAgentEnd _end = link.Connect(name);
    private readonly List<DateTimeOffset> _sent = [];
    private LeaseHold? _hold;
    private RunOrdered? _order;
    private ScenarioPlan? _plan;
    private ShareCeiling? _ceiling;
    private long _origin, _next;
    private int _second, _snapshots;
    private ArrivalCounts _counts;
    private double _owed;
    private bool _started, _ended;

    public string Name => name;

    /// <summary>When each request of the newest run was sent, by the wall clock.</summary>
    public IReadOnlyList<DateTimeOffset> Sent => _sent;

    /// <summary>It runs no more.</summary>
    public bool IsDead { get; set; }

    /// <summary>Nothing goes to it or comes from it.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>Until then its process does nothing.</summary>
    public long StalledUntil { get; set; }

    /// <summary>How long the target takes to answer.</summary>
    public TimeSpan Response { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The target says that it wants no more.</summary>
    public bool IsUnwanted { get; set; }

    /// <summary>The owner's proof is gone.</summary>
    public bool IsUnproved { get; set; }

    public void Join() => _end.TrySend(new AgentJoined(new AgentIdentity(name, new Dictionary<string, string>(), [])));

    /// <summary>As if it were new.</summary>
    public void Revive()
    {
        (IsDead, IsCutOff, IsUnwanted, IsUnproved, StalledUntil, Response) = (false, false, false, false, 0, TimeSpan.FromMilliseconds(10));
        _order = null;
        _sent.Clear();
    }

    public void Say(UpMessage message)
    {
        if (!IsCutOff && !IsDead) Assert.True(_end.TrySend(message), "the link is full");
    }

    /// <summary>What it does now, by the time that it is.</summary>
    public void Step()
    {
        while (_end.Inbox.TryRead(out DownMessage? message))
        {
            if (!IsDead && !IsCutOff) Take(message);
        }

        if (IsDead || _order is null || !_started || _ended || time.GetTimestamp() < StalledUntil) return;
        Fire();
        TimeSpan at = time.GetElapsedTime(_origin);
        while (_second + 1 <= at.TotalSeconds) Tell(TimeSpan.FromSeconds(++_second), null, last: false);
        StopCause? cause = IsUnwanted ? StopCause.Target : IsUnproved ? StopCause.Unproved : _hold!.Stopped();
        bool isOver = at >= _plan!.Duration;
        if (!isOver && cause is null) return;
        _ended = true;
        Tell(at, isOver ? null : cause, last: true);
    }

    private void Take(DownMessage message)
    {
        switch (message)
        {
            case RunOrdered order:
                (_order, _plan, _hold, _started, _ended, _next, _second, _snapshots, _counts, _owed) = (order, new ScenarioPlan(order.Scenario.Tracks), new LeaseHold(time), false, false, 0, 0, 0, default, 0);
                Say(new RunReady(order.Run, IsUnproved ? "the owner's proof is not there" : null));
                break;
            case LeaseRenewed { Lease: var lease } when _order?.Run == lease.Run && _hold!.Take(lease) && !_started && lease is { Phase: LeasePhase.Run, StartsAt: { } start }:
                _started = true;
                _origin = time.GetTimestamp() + time.Stamps(start - time.GetUtcNow());
                _ceiling = lease.RateCeiling is { } rate ? new ShareCeiling(rate, _order.Segment, time) : null;
                break;
        }
    }

    private void Fire()
    {
        LoadPlan plan = _hold!.Current?.Load is { } load ? new LoadPlan(load) : _plan!.Tracks[0];
        while (_hold.Stopped() is null && !IsUnwanted && !IsUnproved && Number() is var n && n < plan.Arrivals && plan.DueTime(n) <= time.GetElapsedTime(_origin))
        {
            _next++;
            _owed += _hold.Throttle;
            DropCounts drops = _owed < 1 ? new DropCounts(0, 0, 0, 0, Held: 1) : _ceiling?.TryTake() == false ? new DropCounts(0, 0, 0, 0, Ceiling: 1) : default;
            if (_owed >= 1) _owed--;
            bool goes = drops.Total == 0;
            if (goes) _sent.Add(time.GetUtcNow());
            _counts += new ArrivalCounts(1, goes ? 1 : 0, goes ? 0 : 1, goes ? 1 : 0, 0, 0) { Drops = drops };
        }
    }

    private long Number() => _order!.Segment.Index + (_next * _order.Segment.Count);

    private void Tell(TimeSpan at, StopCause? cause, bool last)
    {
        var times = new LatencyHistogram();
        for (int i = 0; i < _counts.Completed; i++) times.Record(Response);
        PackedHistogram packed = times.Drain();
        Say(new SnapshotTaken(_order!.Run, new Snapshot
        {
            Agent = name, Number = ++_snapshots, At = at, Arrivals = _counts, InFlight = 1, Response = packed, Service = packed, Lateness = new LatencyHistogram().Drain(),
            Generator = new GeneratorHealth(0.2, 0.01), Steps = [], Last = last, Stopped = cause, Unwanted = IsUnwanted ? "maintenance" : null, LastSend = _sent.Count > 0 ? _sent[^1] : null,
        }));
        _counts = default;
    }
}
