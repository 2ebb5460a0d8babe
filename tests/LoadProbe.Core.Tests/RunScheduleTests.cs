using System.Globalization;

namespace LoadProbe.Core.Tests;

/// <summary>When a scenario is due, over weeks, zones, and days with other clocks.</summary>
public class RunScheduleTests
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly TimeZoneInfo Kiritimati = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Kiritimati");

    // 2026-01-03 is a Saturday.
    [Theory]
    [InlineData("2026-01-03T13:59:59Z", "2026-01-03T14:00:00Z")]
    [InlineData("2026-01-03T14:00:00Z", "2026-01-04T14:00:00Z")]
    [InlineData("2026-01-04T14:00:00Z", "2026-01-10T14:00:00Z")]
    [InlineData("2026-02-27T00:00:00Z", "2026-02-28T14:00:00Z")]
    public void It_is_due_on_its_days_by_the_clocks_of_its_zone(string after, string due) =>
        Assert.Equal(At(due), new RunSchedule([DayOfWeek.Saturday, DayOfWeek.Sunday], null, new TimeOnly(22, 0), Shanghai).Next(At(after))!.Value.At);

    [Fact]
    public void Each_day_of_the_week_is_found_from_each_other()
    {
        foreach (DayOfWeek day in Enum.GetValues<DayOfWeek>())
        {
            var schedule = new RunSchedule([day], null, new TimeOnly(0, 0, 30), Kiritimati);
            for (int hour = 0; hour < 24 * 8; hour++)
            {
                DateTimeOffset after = At("2026-01-03T00:00:00Z").AddHours(hour);
                DueTime due = schedule.Next(after)!.Value;
                Assert.Equal(day, due.Local.DayOfWeek);
                Assert.InRange(due.At - after, TimeSpan.FromTicks(1), TimeSpan.FromDays(7));
            }
        }
    }

    [Fact]
    public void The_29th_of_February_is_a_day_like_others() => Assert.Equal(
        ["2028-02-28", "2028-02-29", "2028-03-01"],
        new RunSchedule([], null, new TimeOnly(9, 30), Shanghai).After(At("2028-02-28T00:00:00Z")).Take(3).Select(d => $"{d.Local:yyyy-MM-dd}"));

    [Fact]
    public void A_time_that_clocks_pass_over_is_told_and_does_not_exist()
    {
        DueTime[] due = [.. new RunSchedule([], null, new TimeOnly(2, 30), Berlin).After(At("2026-03-28T00:00:00Z")).Take(3)];

        Assert.Equal([At("2026-03-28T01:30:00Z"), At("2026-03-29T01:30:00Z"), At("2026-03-30T00:30:00Z")], due.Select(d => d.At));
        Assert.Equal([true, false, true], due.Select(d => d.Exists));
    }

    [Fact]
    public void A_time_that_clocks_show_twice_is_due_once_the_first_time() => Assert.Equal(
        [At("2026-10-24T00:30:00Z"), At("2026-10-25T00:30:00Z"), At("2026-10-26T01:30:00Z")],
        new RunSchedule([], null, new TimeOnly(2, 30), Berlin).After(At("2026-10-24T00:00:00Z")).Take(3).Select(d => d.At));

    [Fact]
    public void On_one_date_it_is_due_once()
    {
        var schedule = new RunSchedule([], new DateOnly(2026, 12, 5), new TimeOnly(22, 0), Shanghai);

        Assert.Equal(At("2026-12-05T14:00:00Z"), Assert.Single(schedule.After(At("2026-01-01T00:00:00Z"))).At);
        Assert.Null(schedule.Next(At("2026-12-05T14:00:00Z")));
    }

    [Fact]
    public void It_says_itself_in_one_way()
    {
        Assert.Equal("sat, sun at 22:00 Asia/Shanghai", new RunSchedule([DayOfWeek.Sunday, DayOfWeek.Saturday], null, new TimeOnly(22, 0), Shanghai).Text);
        Assert.Equal("each day at 09:05:30 UTC", new RunSchedule([], null, new TimeOnly(9, 5, 30), TimeZoneInfo.Utc).Text);
        Assert.Equal("on 2026-12-05 at 22:00 Europe/Berlin", new RunSchedule([], new DateOnly(2026, 12, 5), new TimeOnly(22, 0), Berlin).Text);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
