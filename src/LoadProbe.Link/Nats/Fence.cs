namespace LoadProbe.Link;

/// <summary>The highest epoch that an agent has heard of: a controller of a lower one leads no more, whatever it believes.</summary>
internal sealed class Fence
{
    private long _highest;

    public long Highest => Volatile.Read(ref _highest);

    /// <summary>False when a later controller has been heard.</summary>
    public bool Admits(long epoch)
    {
        long highest = Volatile.Read(ref _highest);
        while (epoch > highest)
        {
            long before = Interlocked.CompareExchange(ref _highest, epoch, highest);
            if (before == highest) return true;
            highest = before;
        }

        return epoch == highest;
    }
}
