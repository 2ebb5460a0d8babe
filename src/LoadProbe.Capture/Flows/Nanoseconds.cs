namespace LoadProbe.Capture;

/// <summary>Packet times are nanoseconds since 1970 UTC; 0 stands for "not seen".</summary>
internal static class Nanoseconds
{
    public static TimeSpan Span(long nanoseconds) => TimeSpan.FromTicks((long)Math.Round(nanoseconds / 100.0));

    public static string Text(long nanoseconds) => Durations.Text(Span(nanoseconds));

    /// <summary>A hostile file may name a time that no calendar has.</summary>
    public static DateTimeOffset Instant(long nanoseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(Math.Clamp(nanoseconds / 100, -DateTimeOffset.UnixEpoch.Ticks, DateTimeOffset.MaxValue.Ticks - DateTimeOffset.UnixEpoch.Ticks));

    public static DateTimeOffset? InstantOrNull(long nanoseconds) => nanoseconds == 0 ? null : Instant(nanoseconds);

    public static long Of(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks * 100;
}
