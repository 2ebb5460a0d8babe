namespace LoadProbe.Core.Tests;

/// <summary>What a question to a Prometheus makes of a value.</summary>
public sealed class PrometheusQueryTests
{
    private static readonly PrometheusQuery Query = new() { At = default, Server = new Uri("http://127.0.0.1:9090"), Query = "up", Name = "up" };

    [Theory]
    [InlineData(1.0, 5.0, 3.0, -2.0)]
    [InlineData(1.0, 5.0, 5.0, 0.0)]
    [InlineData(1.0, 5.0, 0.0, 1.0)]
    [InlineData(1.0, 5.0, 7.0, 2.0)]
    [InlineData(null, 5.0, -1000.0, -1005.0)]
    [InlineData(1.0, null, double.PositiveInfinity, double.NegativeInfinity)]
    [InlineData(null, 5.0, double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(null, 5.0, double.NaN, double.NaN)]
    [InlineData(1.0, null, double.NaN, double.NaN)]
    public void A_value_is_outside_by_so_much(double? min, double? max, double value, double excess)
    {
        Assert.Equal(excess, (Query with { Min = min, Max = max }).Excess(value));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 5)]
    [InlineData(60, 5)]
    public void An_answer_may_take_as_long_as_a_round_and_never_longer_than_five_seconds(int every, int patience)
    {
        Assert.Equal(TimeSpan.FromSeconds(patience), (Query with { Every = TimeSpan.FromSeconds(every) }).Patience);
    }

    [Fact]
    public void A_guard_of_it_has_the_whole_rule_for_a_text()
    {
        var full = Query with { Name = "errors", Min = -0.5, Max = 1e9, For = TimeSpan.FromSeconds(90), NoData = NoDataAction.Ignore };
        Assert.Equal("prometheus: errors from -0.5 to 1E+09 for 90s, no data ignored, else abort", Guard.Of(full).Text);
        Assert.Equal("prometheus: up at least 1, else abort", Guard.Of(Query with { Min = 1 }).Text);
        Assert.Equal("prometheus: up at most 5, else abort", Guard.Of(Query with { Max = 5 }).Text);
        Assert.Same(full, Guard.Of(full).Prometheus);
    }
}
