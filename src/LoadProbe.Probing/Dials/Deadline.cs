namespace LoadProbe.Probing;

/// <summary>The time a step has. Tells "too late" from "told to stop".</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _late;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _stop;

    public Deadline(TimeSpan allowed, TimeProvider time, CancellationToken stop)
    {
        Allowed = allowed > TimeSpan.Zero ? allowed : TimeSpan.Zero;
        _stop = stop;
        _late = new CancellationTokenSource(Allowed, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_late.Token, stop);
    }

    public TimeSpan Allowed { get; }

    public CancellationToken Token => _either.Token;

    public bool Stopped => _stop.IsCancellationRequested;

    public void Dispose()
    {
        _either.Dispose();
        _late.Dispose();
    }
}
