namespace LoadProbe.Pressure;

/// <summary>
/// The customers of the open model, at most so many: who was back last goes first, so that as many connections are in
/// use as journeys are under way, and no more.
/// </summary>
internal sealed class Crowd(CustomerWork work, int limit) : IDisposable
{
    private readonly Customer[] _all = new Customer[limit];
    private readonly Customer[] _free = new Customer[limit];
    private readonly Lock _lock = new();
    private int _count;
    private int _freeCount;

    /// <summary>Journeys under way, at the most.</summary>
    public int Limit => limit;

    /// <summary>Journeys under way.</summary>
    public int Taken => Volatile.Read(ref _count) - Volatile.Read(ref _freeCount);

    /// <summary>A customer who is free, or null when all that there may be are under way.</summary>
    public Customer? TryTake()
    {
        lock (_lock)
        {
            if (_freeCount > 0) return _free[--_freeCount];
            if (_count == limit) return null;
            var customer = new Customer(work, Back);
            _all[_count++] = customer;
            return customer;
        }
    }

    /// <summary>Since when the longest journey has been under way; null when there is none.</summary>
    public long? Oldest() => Oldest(_all.AsSpan(0, Volatile.Read(ref _count)));

    public void Tell(UnderWay underWay)
    {
        foreach (Customer customer in _all.AsSpan(0, Volatile.Read(ref _count))) customer.Tell(underWay);
    }

    public static long? Oldest(ReadOnlySpan<Customer?> customers)
    {
        long oldest = long.MaxValue;
        foreach (Customer? customer in customers)
        {
            if (customer?.Since is > 0 and long since && since < oldest) oldest = since;
        }

        return oldest == long.MaxValue ? null : oldest;
    }

    public void Dispose()
    {
        // Whoever is under way yet, after a fault of ours, cannot be called: he ends by himself, and the fault is what is to be seen.
        lock (_lock)
        {
            for (int i = 0; i < _freeCount; i++) _free[i].Dispose();
        }
    }

    private void Back(Customer customer)
    {
        lock (_lock) _free[_freeCount++] = customer;
    }
}
