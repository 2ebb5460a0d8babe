namespace LoadProbe.Core;

/// <summary>Spans of time in the unit of a <see cref="TimeProvider"/>'s timestamps.</summary>
public static class Timestamps
{
    /// <summary>What is to be added to a timestamp to be <paramref name="span"/> later.</summary>
    public static long Stamps(this TimeProvider time, TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
