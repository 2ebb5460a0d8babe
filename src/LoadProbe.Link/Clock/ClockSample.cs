namespace LoadProbe.Link;

/// <summary>One question for the time, and the answer.</summary>
/// <param name="Asked">By the own clock.</param>
/// <param name="RoundTrip">From the question to the answer, on a clock that nobody sets.</param>
/// <param name="There">The other's clock as it answered.</param>
public readonly record struct ClockSample(DateTimeOffset Asked, TimeSpan RoundTrip, DateTimeOffset There)
{
    /// <summary>What the own clock lacks to the other's, if both ways took as long.</summary>
    public TimeSpan Offset => There - (Asked + (RoundTrip / 2));

    /// <summary>By how much that is wrong at the most, if one way took no time at all.</summary>
    public TimeSpan Uncertainty => RoundTrip / 2;
}
