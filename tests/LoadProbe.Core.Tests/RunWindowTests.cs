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

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
