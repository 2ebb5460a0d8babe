namespace LoadProbe.Agent;

/// <summary>Counts the runs under way, so that a shutdown can wait for their end.</summary>
internal sealed class RunningProbes
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count = 1;

    public IDisposable Begin()
    {
        Interlocked.Increment(ref _count);
        return new Run(this);
    }

    /// <summary>Completes when no run is under way any more; none may begin after this is called.</summary>
    public Task EndedAsync()
    {
        End();
        return _ended.Task;
    }

    private void End()
    {
        if (Interlocked.Decrement(ref _count) == 0) _ended.TrySetResult();
    }

    private sealed class Run(RunningProbes all) : IDisposable
    {
        public void Dispose() => all.End();
    }
}
