using System.Globalization;

namespace LoadProbe.Core.Tests;

public class RunWindowTests
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
    private static readonly RunWindow Night = new([DayOfWeek.Saturday, DayOfWeek.Sunday], new TimeOnly(22, 0), new TimeOnly(2, 0), Shanghai);
    private static readonly RunWindow Day = new([], new TimeOnly(9, 0), new TimeOnly(17, 30), TimeZoneInfo.Utc);

    // 2026-01-03 is a Saturday.
    [Theory]
    [InlineData("2026-01-03T21:59:59+08:00", false)]
    [InlineData("2026-01-03T22:00:00+08:00", true)]
    [InlineData("2026-01-04T01:59:59+08:00", true)]
    [InlineData("2026-01-04T02:00:00+08:00", false)]
    [InlineData("2026-01-04T22:30:00+08:00", true)]
    [InlineData("2026-01-05T01:00:00+08:00", true)]
    [InlineData("2026-01-05T22:30:00+08:00", false)]
    [InlineData("2026-01-03T01:00:00+08:00", false)]
    [InlineData("2026-01-03T14:00:00Z", true)]
    [InlineData("2026-01-03T22:00:00Z", false)]
    public void A_night_belongs_to_the_day_on_which_it_begins(string instant, bool inside) => Assert.Equal(inside, Night.Contains(At(instant)));

    [Theory]
    [InlineData("2026-01-07T08:59:59Z", false)]
    [InlineData("2026-01-07T09:00:00Z", true)]
    [InlineData("2026-01-07T17:29:59Z", true)]
    [InlineData("2026-01-07T17:30:00Z", false)]
    [InlineData("2026-01-07T17:00:00+08:00", true)]
    public void Without_days_it_is_every_day(string instant, bool inside) => Assert.Equal(inside, Day.Contains(At(instant)));

    // In Berlin clocks pass over 02:00 to 03:00 on 2026-03-29, and show it twice on 2026-10-25; 2028 has a 29th of February.
    [Theory]
    [InlineData("02:30", "05:00", "2026-03-29T01:30:00Z", "clocks in Europe/Berlin pass over 02:30 on 2026-03-29: the window 02:30 to 05:00 Europe/Berlin does not open")]
    [InlineData("00:30", "02:30", "2026-03-29T00:00:00Z", "clocks in Europe/Berlin pass over 02:30 on 2026-03-29: the window 00:30 to 02:30 Europe/Berlin does not open")]
    [InlineData("22:00", "02:30", "2026-03-28T22:00:00Z", "clocks in Europe/Berlin pass over 02:30 on 2026-03-29: the window 22:00 to 02:30 Europe/Berlin does not open")]
    [InlineData("22:00", "02:30", "2026-03-29T00:30:00Z", "clocks in Europe/Berlin pass over 02:30 on 2026-03-29: the window 22:00 to 02:30 Europe/Berlin does not open")]
    [InlineData("22:00", "02:30", "2026-03-29T02:00:00Z", "outside the window 22:00 to 02:30 Europe/Berlin")]
    [InlineData("01:30", "03:30", "2026-03-29T00:30:00Z", null)]
    [InlineData("01:30", "03:30", "2026-03-29T01:29:59Z", null)]
    [InlineData("01:30", "03:30", "2026-03-29T01:30:00Z", "outside the window 01:30 to 03:30 Europe/Berlin")]
    [InlineData("02:30", "05:00", "2026-10-25T00:30:00Z", "outside the window 02:30 to 05:00 Europe/Berlin")]
    [InlineData("02:30", "05:00", "2026-10-25T01:30:00Z", null)]
    [InlineData("00:30", "02:30", "2026-10-25T00:29:59Z", null)]
    [InlineData("00:30", "02:30", "2026-10-25T00:30:00Z", "outside the window 00:30 to 02:30 Europe/Berlin")]
    [InlineData("22:00", "02:00", "2028-02-29T22:00:00Z", null)]
    [InlineData("22:00", "02:00", "2028-03-01T00:59:59Z", null)]
    public void Where_clocks_are_set_it_does_not_open_or_is_the_shorter(string from, string to, string instant, string? why)
    {
        var window = new RunWindow([], TimeOnly.Parse(from, CultureInfo.InvariantCulture), TimeOnly.Parse(to, CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));

        Assert.Equal(why, window.Shut(At(instant)));
    }

    [Theory]
    [InlineData("2026-01-03T23:00:00+08:00", "2026-01-04T02:00:00+08:00")]
    [InlineData("2026-01-04T01:59:59+08:00", "2026-01-04T02:00:00+08:00")]
    public void It_ends_at_the_end_of_the_night_that_an_instant_is_in(string instant, string end) => Assert.Equal(At(end), Night.Until(At(instant)));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
