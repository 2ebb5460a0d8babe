using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.Controller.Tests;

public sealed class RecurringTests
{
    private readonly FakeTimeProvider _time = new();
    private int _done;

    [Fact]
    public async Task It_is_done_once_in_each_interval_and_once_after_a_leap_of_the_clock()
    {
        await using var recurring = new Recurring(Count, TimeSpan.FromSeconds(1), _time);
        _time.Advance(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, _done);

        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(3, _done);
    }

    [Fact]
    public async Task While_the_store_is_away_it_is_tried_again()
    {
        await using var recurring = new Recurring(token => Count(token).IsCompleted && _done < 3 ? throw new SqliteException("away", 14) : Task.CompletedTask, TimeSpan.FromSeconds(1), _time);
        for (int i = 0; i < 4; i++) _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(4, _done);
    }

    private Task Count(CancellationToken token)
    {
        _done++;
        return Task.CompletedTask;
    }
}
