namespace LoadProbe.Core.Tests;

public class ComparisonTests
{
    private static int Count(int seeds, Func<int, bool> of) => Enumerable.Range(1, seeds).Count(of);

    [Theory]
    [InlineData(30, 60, 0.05, 0.0)]
    [InlineData(60, 60, 0.10, 0.5)]
    public void Runs_of_the_same_service_are_rarely_called_worse(int seconds, int rate, double wander, double memory)
    {
        var run = new ImaginedRun(seconds, rate) { Wander = wander, Memory = memory };
        const int seeds = 200;
        int wrong = Count(seeds, s => ImaginedRun.Compare(run.Run(s), run.Run(10_000 + s)).Any(d => d.IsRegression));
        // One in forty by design, a few more where the seconds remember each other.
        Assert.InRange(wrong, 0, seeds * 10 / 100);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_service_that_is_a_tenth_slower_is_found(bool paired)
    {
        var run = new ImaginedRun(60, 200);
        int found = Count(40, s => ImaginedRun.Compare(run.Run(s), (run with { Slower = 1.1 }).Run(10_000 + s), paired).Count(d => d.IsRegression) >= 3);
        Assert.InRange(found, 38, 40);
        // And one that is as much faster is not called worse.
        Assert.DoesNotContain(ImaginedRun.Compare((run with { Slower = 1.1 }).Run(1), run.Run(2), paired), d => d.IsRegression);
    }

    [Theory]
    [InlineData(30, 0.0)]
    [InlineData(60, 0.3)]
    [InlineData(120, 0.6)]
    public void Intervals_hold_the_truth_as_often_as_they_say(int seconds, double memory)
    {
        ImaginedRun before = new(seconds, 60) { Memory = memory }, after = before with { Slower = 1.2 };
        double mean = after.TrueMean - before.TrueMean, median = after.TrueMedian - before.TrueMedian;
        const int seeds = 200;
        int meanHeld = 0, medianHeld = 0, bothHeld = 0;
        for (int seed = 1; seed <= seeds; seed++)
        {
            Difference[] differences = ImaginedRun.Compare(before.Run(seed), after.Run(10_000 + seed));
            bool holdsMean = Holds(differences, "response mean", mean), holdsMedian = Holds(differences, "response p50", median);
            meanHeld += holdsMean ? 1 : 0;
            medianHeld += holdsMedian ? 1 : 0;
            bothHeld += holdsMean && holdsMedian ? 1 : 0;
        }

        // 95 % for all of them together, so somewhat more for each; 200 runs tell it to 3 %.
        Assert.InRange(bothHeld, seeds * 91 / 100, seeds);
        Assert.InRange(meanHeld, seeds * 92 / 100, seeds);
        Assert.InRange(medianHeld, seeds * 92 / 100, seeds);
        // Nor are they wide for nothing: the tenth of a standard run is seen in them.
        Difference one = ImaginedRun.Compare(before.Run(1), after.Run(2)).Single(d => d.Figure.Words == "response p50");
        Assert.InRange((one.High - one.Low)!.Value, 0, before.TrueMedian * 0.3);
    }

    [Fact]
    public void What_a_ramp_does_to_both_runs_is_not_taken_for_chance()
    {
        var run = new ImaginedRun(40, 100) { Ramp = 20 };
        Difference rate = ImaginedRun.Compare(run.Run(1), run.Run(2)).Single(d => d.Figure == ComparedFigure.Rate);
        Assert.Equal((0, 0, Change.None), (rate.Low, rate.High, rate.Change));
        Difference slower = ImaginedRun.Compare(run.Run(1), (run with { Rate = 90 }).Run(2)).Single(d => d.Figure == ComparedFigure.Rate);
        Assert.True(slower.IsRegression, $"{slower}");
        // Of different plans the rates are told, and not judged.
        Assert.False(ImaginedRun.Compare(run.Run(1), (run with { Rate = 50 }).Run(2), paired: false).Single(d => d.Figure == ComparedFigure.Rate).IsRegression);
    }

    [Fact]
    public void Errors_that_were_not_there_are_a_regression_once_they_are_more_than_a_few()
    {
        var clean = new ImaginedRun(60, 50) { Errors = 0 };
        Assert.True(Errors(0.02).IsRegression);
        Assert.Equal(Change.None, Errors(0.0005).Change);
        Assert.Equal("+2.1%", Errors(0.02).ChangeText(0.021));

        Difference Errors(double share) => ImaginedRun.Compare(clean.Run(1), (clean with { Errors = share }).Run(2)).Single(d => d.Figure == ComparedFigure.Errors);
    }

    [Fact]
    public void A_percentile_of_too_few_values_is_shown_and_not_judged()
    {
        var run = new ImaginedRun(30, 20);
        Difference[] differences = ImaginedRun.Compare(run.Run(1), (run with { Slower = 3 }).Run(2));
        // 600 values: six above p99, not one above p99.9.
        Assert.Equal(["response p99.9"], differences.Where(d => d.Change == Change.TooFew).Select(d => d.Figure.Words));
        Difference few = differences.Single(d => d.Change == Change.TooFew);
        Assert.True(few is { Low: null, High: null, IsRegression: false } && few.B > few.A);
        Assert.All(ImaginedRun.Compare(new ImaginedRun(2, 500).Run(1), new ImaginedRun(2, 500).Run(2)), d => Assert.Equal(Change.TooFew, d.Change));
    }

    [Fact]
    public void The_same_two_runs_always_give_the_same_answer_and_a_run_is_equal_to_itself()
    {
        Sample a = new ImaginedRun(30, 50).Run(1), b = new ImaginedRun(30, 50).Run(2);
        Assert.Equal(ImaginedRun.Compare(a, b), ImaginedRun.Compare(a, b));
        Assert.All(ImaginedRun.Compare(a, a).Where(d => d.Change != Change.TooFew), d => Assert.Equal((0.0, Change.None), (d.Value, d.Change)));
    }

    private static bool Holds(Difference[] differences, string figure, double truth) =>
        differences.Single(d => d.Figure.Words == figure) is var d && d.Low <= truth && truth <= d.High;
}
