using System.Globalization;

namespace LoadProbe.Core.Tests;

/// <summary>
/// Windows and schedules on the days on which clocks are set, and around a leap day: a table, of which each line is also printed
/// (<c>-diagnostics</c>) with what was found.
/// </summary>
public class ClockChangeTests
{
    /// <summary>The window, the instant, and whether it is open then; where it is, until when.</summary>
    [Theory]
    [InlineData("Europe/Berlin", "01:00", "04:00", "2026-03-29T00:30:00Z", "2026-03-29T02:00:00Z")] // two hours long: one is passed over
    [InlineData("Europe/Berlin", "02:30", "05:00", "2026-03-29T01:30:00Z", null)] // its start does not exist
    [InlineData("Europe/Berlin", "00:30", "02:30", "2026-03-29T00:00:00Z", null)] // its end does not
    [InlineData("Europe/Berlin", "22:00", "02:30", "2026-03-28T22:00:00Z", null)] // of a night as well
    [InlineData("Europe/Berlin", "22:00", "04:00", "2026-10-24T22:00:00Z", "2026-10-25T03:00:00Z")] // seven hours long: one comes twice
    [InlineData("Europe/Berlin", "22:00", "02:30", "2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z")] // its end comes twice: the first counts
    [InlineData("Europe/Berlin", "02:30", "05:00", "2026-10-25T00:45:00Z", null)] // its start comes twice: the second counts
    [InlineData("America/New_York", "22:00", "02:00", "2026-03-08T06:30:00Z", null)] // 02:00 does not exist there on that night
    [InlineData("America/New_York", "22:00", "02:00", "2026-11-01T05:30:00Z", "2026-11-01T07:00:00Z")] // 01:00 to 02:00 comes twice, 02:00 once
    [InlineData("Australia/Lord_Howe", "01:00", "02:15", "2026-10-03T15:00:00Z", null)] // half an hour is passed over there
    [InlineData("Asia/Shanghai", "22:00", "02:00", "2026-03-28T17:59:59Z", "2026-03-28T18:00:00Z")] // no clock is ever set
    [InlineData("Asia/Shanghai", "22:00", "02:00", "2028-02-28T17:00:00Z", "2028-02-28T18:00:00Z")] // into a leap day
    [InlineData("Asia/Shanghai", "22:00", "02:00", "2028-02-29T17:00:00Z", "2028-02-29T18:00:00Z")] // out of it
    [InlineData("Asia/Shanghai", "22:00", "02:00", "2027-02-28T17:00:00Z", "2027-02-28T18:00:00Z")] // a year without one
    public void A_window_is_open_until(string zone, string from, string to, string instant, string? until)
    {
        var window = new RunWindow([], TimeOnly.Parse(from, CultureInfo.InvariantCulture), TimeOnly.Parse(to, CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone));
        string? shut = window.Shut(At(instant));
        DateTimeOffset? end = shut is null ? window.Until(At(instant)) : null;
        TestContext.Current.SendDiagnosticMessage("{0}", $"{window.Text,-38} at {instant}: {(end is { } open ? $"open until {open:u}" : $"shut, {shut}")}");

        Assert.Equal(until is null ? null : At(until), end);
    }

    /// <summary>The schedule, the instant before, when it is due next, and whether that time of day exists then.</summary>
    [Theory]
    [InlineData("Europe/Berlin", "02:30", "2026-03-28T12:00:00Z", "2026-03-29T01:30:00Z", false)]
    [InlineData("Europe/Berlin", "02:30", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", true)]
    [InlineData("Europe/Berlin", "02:30", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z", true)]
    [InlineData("America/New_York", "02:00", "2026-03-08T06:00:00Z", "2026-03-08T07:00:00Z", false)]
    [InlineData("Asia/Shanghai", "00:30", "2028-02-28T12:00:00Z", "2028-02-28T16:30:00Z", true)]
    [InlineData("Asia/Shanghai", "00:30", "2028-02-28T16:30:00Z", "2028-02-29T16:30:00Z", true)]
    [InlineData("Asia/Shanghai", "00:30", "2027-02-27T16:30:00Z", "2027-02-28T16:30:00Z", true)]
    public void A_schedule_is_due_next(string zone, string at, string after, string due, bool exists)
    {
        var schedule = new RunSchedule([], null, TimeOnly.Parse(at, CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone));
        DueTime next = schedule.Next(At(after))!.Value;
        TestContext.Current.SendDiagnosticMessage("{0}", $"{schedule.Text,-38} after {after}: due {next.At.ToUniversalTime():u}{(next.Exists ? "" : ", which does not exist: not started, and said")}");

        Assert.Equal((At(due), exists), (next.At, next.Exists));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
