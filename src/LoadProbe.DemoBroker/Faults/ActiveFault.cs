namespace LoadProbe.DemoBroker;

/// <summary>A fault in force, from the moment it is set until it is cleared, replaced or expired.</summary>
internal sealed class ActiveFault(Fault fault)
{
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long requests;

    public Fault Fault => fault;

    /// <summary>Completes when the fault ends.</summary>
    public Task Ended => ended.Task;

    public ITimer? Expiry { get; set; }

    /// <summary>Spreads the failures evenly, so that a share of 0.5 fails exactly every second request.</summary>
    public bool NextFails()
    {
        if (fault.Error is not { } share)
            return false;
        var n = Interlocked.Increment(ref requests);
        return Math.Floor(n * share) > Math.Floor((n - 1) * share);
    }

    public void End()
    {
        Expiry?.Dispose();
        ended.TrySetResult();
    }
}
