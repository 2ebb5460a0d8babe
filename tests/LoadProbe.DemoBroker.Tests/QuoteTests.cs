using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.DemoBroker.Tests;

public sealed class QuoteTests
{
    [Fact]
    public async Task Quotes_move_with_the_clock_and_only_with_it()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        await using var broker = await RunningBroker.StartAsync(time);
        var first = await broker.GetAsync("/api/quotes");
        Assert.Equal(20, first.GetArrayLength());
        Assert.Equal(first.ToString(), (await broker.GetAsync("/api/quotes")).ToString());

        time.Advance(TimeSpan.FromSeconds(1));
        var moved = await broker.GetAsync("/api/quotes/600519");
        Assert.NotEqual(first[0].GetProperty("last").GetDecimal(), moved.GetProperty("last").GetDecimal());
        Assert.True(moved.GetProperty("volume").GetInt64() > 0);
        Assert.Equal(time.GetUtcNow(), moved.GetProperty("time").GetDateTimeOffset());
    }

    [Fact]
    public void The_walk_is_the_same_at_each_start_and_stays_within_a_tenth_of_the_open()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        var (one, other) = (new Market(time), new Market(time));
        for (var minute = 0; minute < 60; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            var quotes = one.Quotes();
            Assert.Equal(quotes.AsEnumerable(), other.Quotes());
            Assert.All(quotes, quote => Assert.InRange(quote.Last / quote.Open, 0.899m, 1.101m));
        }
    }

    [Fact]
    public async Task An_unknown_symbol_is_not_found()
    {
        await using var broker = await RunningBroker.StartAsync();
        var answer = await broker.GetAsync("/api/quotes/123456", HttpStatusCode.NotFound);
        Assert.Equal("symbol: '123456' is not traded here", answer.GetProperty("error").GetString());
    }
}
