namespace LoadProbe.Core.Tests;

public class MixTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1, 9)]
    [InlineData(5, 3, 2)]
    [InlineData(10, 20, 30)]
    [InlineData(7, 7, 7, 7)]
    [InlineData(1, 9999)]
    public void Every_period_holds_the_journeys_in_exactly_their_shares(params int[] weights)
    {
        var mix = new Mix(weights);
        int period = weights.Sum();
        for (int start = 0; start < 3; start++)
        {
            // Any stretch of that length will do, not only those that begin with the first arrival.
            int from = start * 17;
            int[] count = new int[weights.Length];
            for (int n = from; n < from + period; n++) count[mix.At(n)]++;
            Assert.Equal(weights, count);
        }
    }

    [Fact]
    public void Journeys_are_spread_not_run_in_blocks()
    {
        var mix = new Mix([5, 1, 1]);

        Assert.Equal("AABACAA", string.Concat(Enumerable.Range(0, 7).Select(n => (char)('A' + mix.At(n)))));
    }

    [Fact]
    public void Every_agent_comes_to_the_same_answer()
    {
        var here = new Mix([2, 3, 11]);
        var there = new Mix([4, 6, 22]);

        Assert.All(Enumerable.Range(0, 1_000), n => Assert.Equal(here.At(n), there.At(n)));
    }
}
