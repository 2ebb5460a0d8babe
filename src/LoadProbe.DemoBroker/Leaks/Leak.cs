namespace LoadProbe.DemoBroker;

/// <summary>A leak in force: each so many-th shadow order, of one instance of the orders service or of all, loses its mark.</summary>
internal sealed class Leak(int every, string? instance)
{
    private long orders;

    public int Every => every;

    public string? Instance => instance;

    /// <summary>Counts an order the leak concerns, and says whether this one leaks.</summary>
    public bool Next(string from) => (instance is null || instance == from) && Interlocked.Increment(ref orders) % every == 0;
}
