namespace LoadProbe.Cli;

/// <summary>What the brokerage itself has seen of the load: each arrival asks once for all quotes, and nobody else does.</summary>
internal sealed class Witness(TimeProvider time)
{
    private const string Pressed = "/api/quotes";

    private long _count;
    private long _last;

    public long Count => Volatile.Read(ref _count);

    /// <summary>How long ago the last one came.</summary>
    public TimeSpan Quiet => time.GetElapsedTime(Volatile.Read(ref _last));

    /// <summary>From an instant of the clock to when the last one came.</summary>
    public TimeSpan LastSince(long instant) => time.GetElapsedTime(instant, Volatile.Read(ref _last));

    public void Saw(string path)
    {
        if (path != Pressed) return;
        Volatile.Write(ref _last, time.GetTimestamp());
        Interlocked.Increment(ref _count);
    }
}
