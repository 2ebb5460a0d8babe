namespace LoadProbe.Link;

/// <summary>
/// What the own clock lacks to another's, from the newest few questions: that with the shortest way there and back says it
/// best. Of an older one less is sure, as clocks drift apart.
/// </summary>
public sealed class ClockOffset
{
    private const int MostSamples = 32;

    // Twice what a crystal of a plain machine is off by.
    private const double Drift = 100e-6;

    private readonly Lock _lock = new();
    private readonly Queue<ClockSample> _samples = new(MostSamples);

    public void Add(ClockSample sample)
    {
        lock (_lock)
        {
            if (_samples.Count == MostSamples) _samples.Dequeue();
            _samples.Enqueue(sample);
        }
    }

    /// <summary>The offset and by how much it may be wrong; null before the first answer.</summary>
    /// <param name="now">By the own clock.</param>
    public (TimeSpan Offset, TimeSpan Uncertainty)? At(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_samples.Count == 0) return null;
            ClockSample best = _samples.MinBy(s => Uncertainty(s, now));
            return (best.Offset, Uncertainty(best, now));
        }
    }

    private static TimeSpan Uncertainty(ClockSample sample, DateTimeOffset now) => sample.Uncertainty + ((now - sample.Asked).Duration() * Drift);
}
