namespace LoadProbe.Core;

/// <summary>A time that is drawn anew each time, uniform between two.</summary>
public readonly record struct TimeRange(TimeSpan Least, TimeSpan Most)
{
    /// <summary>The one of draw <paramref name="n"/>.</summary>
    public TimeSpan Draw(long seed, long n) => Least + ((Most - Least) * Chance.Uniform(seed, n));
}
