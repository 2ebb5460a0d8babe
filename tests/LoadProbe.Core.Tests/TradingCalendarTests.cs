using System.Globalization;

namespace LoadProbe.Core.Tests;

/// <summary>When a market is at rest, and what that makes of windows.</summary>
public class TradingCalendarTests
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    // 2026-01-05 is a Monday.
    private static readonly TradingCalendar Market = new()
    {
        Name = "exchange",
        Zone = Shanghai,
        Valid = new DateRange(Day("2026-01-01"), Day("2026-12-31")),
        Days = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday],
        Sessions = [new TradingSession(new TimeOnly(9, 15), new TimeOnly(11, 30)), new TradingSession(new TimeOnly(13, 0), new TimeOnly(15, 30))],
        Holidays = [new DateRange(Day("2026-01-01"), Day("2026-01-02")), new DateRange(Day("2026-02-16"), Day("2026-02-20"))],
        Working = [new DateRange(Day("2026-02-14"), Day("2026-02-14"))],
        HalfDays = new Dictionary<DateOnly, IReadOnlyList<TradingSession>> { [Day("2026-12-31")] = [new TradingSession(new TimeOnly(9, 15), new TimeOnly(11, 30))] },
    };

    private static readonly RunWindow Nights = new([DayOfWeek.Saturday, DayOfWeek.Sunday], new TimeOnly(22, 0), new TimeOnly(2, 0), Shanghai) { Calendar = Market };
    private static readonly RunWindow Always = new([], new TimeOnly(0, 0), new TimeOnly(23, 59), Shanghai) { Calendar = Market };

    [Theory]
    [InlineData("2026-01-05T09:14:59+08:00", null)]
    [InlineData("2026-01-05T09:15:00+08:00", "the market trades until 15:30 Asia/Shanghai by calendar exchange")]
    [InlineData("2026-01-05T12:00:00+08:00", "the market trades until 15:30 Asia/Shanghai by calendar exchange")]
    [InlineData("2026-01-05T15:29:59+08:00", "the market trades until 15:30 Asia/Shanghai by calendar exchange")]
    [InlineData("2026-01-05T15:30:00+08:00", null)]
    [InlineData("2026-01-05T04:00:00Z", "the market trades until 15:30 Asia/Shanghai by calendar exchange")]
    [InlineData("2026-01-03T10:00:00+08:00", null)]
    [InlineData("2026-02-17T10:00:00+08:00", null)]
    [InlineData("2026-02-14T03:00:00+08:00", "2026-02-14 is a working day by calendar exchange")]
    [InlineData("2026-12-31T11:29:59+08:00", "the market trades until 11:30 Asia/Shanghai by calendar exchange")]
    [InlineData("2026-12-31T13:30:00+08:00", null)]
    [InlineData("2025-12-31T23:00:00+08:00", "calendar exchange is valid from 2026-01-01 to 2026-12-31 and does not know 2025-12-31")]
    [InlineData("2027-01-01T00:00:00+08:00", "calendar exchange is valid from 2026-01-01 to 2026-12-31 and does not know 2027-01-01")]
    public void A_market_is_shut_for_load_from_its_first_session_to_its_last_and_on_days_that_are_not_known(string instant, string? why) => Assert.Equal(why, Market.Shut(At(instant)));

    [Theory]
    [InlineData("2026-01-03T22:00:00+08:00", true)]
    [InlineData("2026-01-04T01:00:00+08:00", true)]
    [InlineData("2026-02-14T22:00:00+08:00", false)]
    [InlineData("2026-02-15T01:00:00+08:00", false)]
    [InlineData("2026-02-15T22:00:00+08:00", true)]
    public void On_a_make_up_working_day_a_window_does_not_open_nor_after_its_midnight(string instant, bool inside) => Assert.Equal(inside, Nights.Contains(At(instant)));

    [Theory]
    [InlineData("2026-01-05T01:00:00+08:00", "2026-01-05T09:15:00+08:00")]
    [InlineData("2026-01-05T16:00:00+08:00", "2026-01-05T23:59:00+08:00")]
    [InlineData("2026-02-17T08:00:00+08:00", "2026-02-17T23:59:00+08:00")]
    public void A_window_ends_where_the_market_begins_to_trade(string instant, string end) => Assert.Equal(At(end), Always.Until(At(instant)));

    [Fact]
    public void A_window_over_midnight_ends_where_the_calendar_does_and_where_a_working_day_begins()
    {
        RunWindow late = Nights with { Days = [] };

        Assert.Equal(At("2027-01-01T00:00:00+08:00"), late.Until(At("2026-12-31T23:00:00+08:00")));
        Assert.Equal(At("2026-02-14T00:00:00+08:00"), late.Until(At("2026-02-13T23:00:00+08:00")));
        Assert.Equal(At("2026-03-02T02:00:00+08:00"), late.Until(At("2026-03-01T23:00:00+08:00")));
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
