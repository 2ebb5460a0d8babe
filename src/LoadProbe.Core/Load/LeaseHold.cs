namespace LoadProbe.Core;

/// <summary>
/// The lease an agent holds. Expiry is counted on its own monotonic clock from the moment of receipt, so neither a wrong
/// wall clock nor a late message can prolong it. Once lapsed it stays so: a run never starts again by itself.
/// </summary>
public sealed class LeaseHold(TimeProvider time)
{
    private readonly Lock _lock = new();
    private Lease? _lease;
    private long _received;
    private StopCause? _stopped;
    private double _throttle = 1;

    /// <summary>The part of what is due that is sent, as the newest lease says; read for each arrival.</summary>
    public double Throttle => Volatile.Read(ref _throttle);

    /// <summary>The newest lease; null before the first.</summary>
    public Lease? Current
    {
        get
        {
            lock (_lock) return _lease;
        }
    }

    /// <summary>Takes a lease; false when it is older than the one held or of another run, or the right has ended for good.</summary>
    public bool Take(Lease lease)
    {
        lock (_lock)
        {
            if (_lease is not null && lease.Run != _lease.Run) return false;
            if (_lease is not null && (lease.Epoch < _lease.Epoch || (lease.Epoch == _lease.Epoch && lease.Sequence <= _lease.Sequence))) return false;
            if (Ended() is not null) return false;
            _lease = _lease is null ? lease : Alike(_lease, lease);
            _received = time.GetTimestamp();
            Volatile.Write(ref _throttle, lease.Throttle);
            return true;
        }
    }

    /// <summary>Null while arrivals may be fired, else why not any more.</summary>
    public StopCause? Stopped()
    {
        lock (_lock) return Ended();
    }

    /// <summary>Ends the right for good, for a reason of the agent's own.</summary>
    public void End(StopCause cause)
    {
        lock (_lock) _stopped ??= cause;
    }

    // What says the same is the same, so that nobody works it out anew four times a second.
    private static Lease Alike(Lease held, Lease lease) => lease with
    {
        Load = held.Load is { } load && lease.Load is { } newer && load.SequenceEqual(newer) ? load : lease.Load,
        Shares = held.Shares is { } shares && lease.Shares is { } others && shares.SequenceEqual(others) ? shares : lease.Shares,
    };

    private StopCause? Ended()
    {
        if (_stopped is not null || _lease is null) return _stopped;
        if (_lease.Phase == LeasePhase.Stop) _stopped = StopCause.Ordered;
        else if (time.GetElapsedTime(_received) > _lease.TimeToLive) _stopped = StopCause.LeaseLost;
        else if (time.GetUtcNow() >= _lease.NotAfter) _stopped = StopCause.WindowEnded;
        return _stopped;
    }
}
