namespace LoadProbe.Core;

/// <summary>Lets no more than so many begin in any span of time, wherever it starts. Not for several threads at once.</summary>
public sealed class SlidingRate
{
    private readonly long[] _begun;
    private readonly long _rounding;
    private int _oldest;

    /// <param name="most">0 = none.</param>
    /// <param name="span">How long.</param>
    /// <param name="time">The clock.</param>
    public SlidingRate(int most, TimeSpan span, TimeProvider time)
    {
        _begun = new long[most];
        (Span, _rounding) = (time.Stamps(span), time.Stamps(TimeSpan.FromMicroseconds(1)));
        Array.Fill(_begun, long.MinValue / 2);
    }

    /// <summary>In timestamps.</summary>
    public long Span { get; set; }

    /// <summary>Takes places for so many that begin then; none of them when there is no room for all.</summary>
    /// <param name="count">How many.</param>
    /// <param name="at">A timestamp, no earlier than the one before.</param>
    public bool TryTake(int count, long at)
    {
        // Those that would be forgotten for these began a span ago, or longer.
        if (count > _begun.Length || at - _begun[(_oldest + count - 1) % _begun.Length] < Span - _rounding) return false;
        for (int i = 0; i < count; i++)
        {
            _begun[_oldest] = at;
            _oldest = (_oldest + 1) % _begun.Length;
        }

        return true;
    }
}
