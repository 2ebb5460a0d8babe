namespace LoadProbe.Core;

/// <summary>What clocks in a zone show, as an instant.</summary>
internal static class LocalTime
{
    /// <summary>The day that it is there at an instant.</summary>
    public static DateOnly Day(DateTimeOffset instant, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    /// <summary>Of a time that clocks show twice, the first; for one that they pass over, when it would have been by the clocks before.</summary>
    public static DateTimeOffset First(DateTime local, TimeZoneInfo zone) => At(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local));

    /// <summary>Of a time that clocks show twice, the second.</summary>
    public static DateTimeOffset Last(DateTime local, TimeZoneInfo zone) => At(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Min() : zone.GetUtcOffset(local));

    private static DateTimeOffset At(DateTime local, TimeSpan offset) => new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), offset).ToUniversalTime();
}
