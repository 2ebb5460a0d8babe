namespace LoadProbe.DemoBroker;

/// <summary>Where orders live until the ledger has booked them: a book, its settler, and the ids it gives.</summary>
internal sealed class OrderDesk : IAsyncDisposable
{
    // Ids of two starts on the same ledger never meet.
    private readonly string start;
    private long last;

    /// <param name="prefix">What every id begins with.</param>
    /// <param name="mostOpen">How many orders may be open.</param>
    /// <param name="ledger">Where orders are booked.</param>
    public OrderDesk(string prefix, int mostOpen, Backend ledger, TimeProvider time)
    {
        start = prefix + Guid.NewGuid().ToString("n")[..8];
        Book = new OrderBook(mostOpen);
        Settler = new Settler(Book, ledger, time);
    }

    public OrderBook Book { get; }

    public Settler Settler { get; }

    public string NextId() => $"{start}-{Interlocked.Increment(ref last)}";

    public ValueTask DisposeAsync() => Settler.DisposeAsync();
}
