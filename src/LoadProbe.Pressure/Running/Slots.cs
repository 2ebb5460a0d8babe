namespace LoadProbe.Pressure;

/// <summary>The places for journeys under way: a fixed number, each knowing since when it is taken.</summary>
internal sealed class Slots
{
    private readonly int[] _free;
    private readonly long[] _since;
    private readonly Lock _lock = new();
    private int _freeCount;

    public Slots(int count)
    {
        _free = [.. Enumerable.Range(0, count)];
        _since = new long[count];
        _freeCount = count;
    }

    public int Taken => _free.Length - Volatile.Read(ref _freeCount);

    /// <summary>Takes a place, or says that there is none.</summary>
    public bool TryTake(long now, out int slot)
    {
        lock (_lock)
        {
            if (_freeCount == 0)
            {
                slot = -1;
                return false;
            }

            slot = _free[--_freeCount];
        }

        Volatile.Write(ref _since[slot], now);
        return true;
    }

    public void Release(int slot)
    {
        Volatile.Write(ref _since[slot], 0);
        lock (_lock) _free[_freeCount++] = slot;
    }

    /// <summary>Since when the longest taken place is; null when all are free.</summary>
    public long? Oldest()
    {
        long oldest = long.MaxValue;
        for (int i = 0; i < _since.Length; i++)
        {
            long since = Volatile.Read(ref _since[i]);
            if (since != 0 && since < oldest) oldest = since;
        }

        return oldest == long.MaxValue ? null : oldest;
    }
}
