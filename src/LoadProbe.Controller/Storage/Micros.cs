namespace LoadProbe.Controller;

/// <summary>Times as both stores keep them: microseconds, those of instants since 1970.</summary>
internal static class Micros
{
    public static long Of(TimeSpan duration) => duration.Ticks / TimeSpan.TicksPerMicrosecond;

    public static long Of(DateTimeOffset instant) => Of(instant - DateTimeOffset.UnixEpoch);

    public static DateTimeOffset Instant(long micros) => DateTimeOffset.UnixEpoch.AddMicroseconds(micros);

    /// <summary>The start of the day, UTC, that an instant is in.</summary>
    public static long Day(DateTimeOffset instant) => Of(new DateTimeOffset(instant.UtcDateTime.Date, TimeSpan.Zero));

    public static TimeSpan Duration(long micros) => TimeSpan.FromMicroseconds(micros);
}
