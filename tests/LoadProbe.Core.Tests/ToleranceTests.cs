namespace LoadProbe.Core.Tests;

public class ToleranceTests
{
    private static ComparedFigure Figure(string words) => ((ComparedFigure[])[ComparedFigure.Rate, ComparedFigure.Errors, .. ComparedFigure.Of("response"), .. ComparedFigure.Of("service")]).Single(f => f.Words == words);

    [Theory]
    [InlineData("rate", 0.05)]
    [InlineData("service mean", 0.05)]
    [InlineData("response p99", 0.2, "p99=20%")]
    [InlineData("response p99.9", 0.05, "p99=20%")]
    [InlineData("service p99", 0.3, "p99=20%", "service p99=30%")]
    [InlineData("service p99", 0.3, "service p99=30%", "p99=20%")]
    [InlineData("service p95", 0.12, "service=12%", "8%")]
    [InlineData("response p95", 0.08, "service=12%", "8%")]
    [InlineData("errors", 0, "0%")]
    [InlineData("errors", 1.5, "1%", "2%", "errors=150%")]
    public void The_rule_with_most_words_counts_and_of_equals_the_last(string figure, double expected, params string[] rules) =>
        Assert.Equal(expected, Tolerance.Parse(rules, out _)!.Of(Figure(figure)), 1e-9);

    [Theory]
    [InlineData("5", "\"5\" is not a tolerance: write for instance 5% or p99=10%")]
    [InlineData("-5%", "\"-5%\" is not a tolerance: write for instance 5% or p99=10%")]
    [InlineData("p98=5%", "\"p98=5%\": p98 is not a figure: rate, errors, response, mean, p50, p90, p95, p99, p99.9, service")]
    [InlineData("=5%", "\"=5%\": nothing is not a figure: rate, errors, response, mean, p50, p90, p95, p99, p99.9, service")]
    public void What_is_not_a_tolerance_is_said_with_what_would_be_one(string text, string fault)
    {
        Assert.Null(Tolerance.Parse([text], out string? said));
        Assert.Equal(fault, said);
    }
}
