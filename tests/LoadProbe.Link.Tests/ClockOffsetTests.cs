namespace LoadProbe.Link.Tests;

public class ClockOffsetTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 7, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Nothing_is_known_before_an_answer() => Assert.Null(new ClockOffset().At(Noon));

    [Fact]
    public void With_both_ways_as_long_the_offset_is_exact()
    {
        var clock = new ClockOffset();
        clock.Add(Sample(TimeSpan.FromMinutes(10), there: 20, back: 20));

        Assert.Equal(TimeSpan.FromMinutes(10), clock.At(Noon)!.Value.Offset);
        Assert.Equal(TimeSpan.FromMilliseconds(20), clock.At(Noon)!.Value.Uncertainty);
    }

    [Theory]
    [InlineData(0, 40)]
    [InlineData(40, 0)]
    [InlineData(1, 3)]
    public void However_long_each_way_was_the_truth_lies_within_the_uncertainty(double there, double back)
    {
        TimeSpan truth = TimeSpan.FromSeconds(-90);
        var clock = new ClockOffset();
        clock.Add(Sample(truth, there, back));

        (TimeSpan offset, TimeSpan uncertainty) = clock.At(Noon)!.Value;
        Assert.InRange(truth, offset - uncertainty, offset + uncertainty);
    }

    [Fact]
    public void The_shortest_way_there_and_back_counts()
    {
        var clock = new ClockOffset();
        clock.Add(Sample(TimeSpan.FromSeconds(5), there: 100, back: 1));
        clock.Add(Sample(TimeSpan.FromSeconds(5), there: 1, back: 1));
        clock.Add(Sample(TimeSpan.FromSeconds(5), there: 1, back: 80));

        Assert.Equal(TimeSpan.FromSeconds(5), clock.At(Noon)!.Value.Offset);
        Assert.Equal(TimeSpan.FromMilliseconds(1), clock.At(Noon)!.Value.Uncertainty);
    }

    [Fact]
    public void A_good_answer_of_long_ago_gives_way_to_a_worse_one_of_now()
    {
        var clock = new ClockOffset();
        clock.Add(Sample(TimeSpan.Zero, there: 1, back: 1));
        clock.Add(Sample(TimeSpan.FromSeconds(1), there: 5, back: 5, later: TimeSpan.FromMinutes(10)));

        Assert.Equal(TimeSpan.FromSeconds(1), clock.At(Noon + TimeSpan.FromMinutes(10))!.Value.Offset);
    }

    [Fact]
    public void A_clock_that_somebody_set_is_followed()
    {
        var clock = new ClockOffset();
        clock.Add(Sample(TimeSpan.Zero, there: 1, back: 1));
        clock.Add(Sample(TimeSpan.FromHours(-1), there: 2, back: 2, later: TimeSpan.FromHours(1)));

        Assert.Equal(TimeSpan.FromHours(-1), clock.At(Noon + TimeSpan.FromHours(1))!.Value.Offset);
    }

    [Fact]
    public void Only_the_newest_few_are_kept()
    {
        var clock = new ClockOffset();
        clock.Add(Sample(TimeSpan.FromSeconds(1), there: 0, back: 0));
        for (int i = 0; i < 32; i++) clock.Add(Sample(TimeSpan.FromSeconds(2), there: 9, back: 9));

        Assert.Equal(TimeSpan.FromSeconds(2), clock.At(Noon)!.Value.Offset);
    }

    private static ClockSample Sample(TimeSpan truth, double there, double back, TimeSpan later = default) =>
        new(Noon + later, TimeSpan.FromMilliseconds(there + back), Noon + later + TimeSpan.FromMilliseconds(there) + truth);
}
