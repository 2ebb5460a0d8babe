namespace LoadProbe.Core.Tests;

/// <summary>Whether a failed attempt is followed by another, of a probe every 30 s with a timeout of 10 s.</summary>
public class RetryRuleTests
{
    private static readonly Probe Twice = Watched.Probe(new VerdictPolicy(Retry: 2));

    [Theory]
    [InlineData(null, true)]
    [InlineData(Verdict.Pass, true)]
    [InlineData(Verdict.Fail, false)]
    public void Only_on_the_way_from_good_to_bad(Verdict? before, bool again) => Assert.Equal(again, RetryRule.Next(Twice, before, 1, TimeSpan.FromSeconds(1)) is not null);

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void As_often_as_is_said(int made, bool again) => Assert.Equal(again, RetryRule.Next(Twice, null, made, TimeSpan.Zero) is not null);

    [Fact]
    public void Without_a_word_there_is_none() => Assert.Null(RetryRule.Next(Watched.Probe(new VerdictPolicy()), null, 1, TimeSpan.Zero));

    [Theory]
    [InlineData(0, 10.0)]
    [InlineData(20, 10.0)]
    [InlineData(22, 8.0)]
    [InlineData(25, 5.0)]
    [InlineData(25.1, null)]
    [InlineData(40, null)]
    public void All_attempts_fit_into_the_interval(double spent, double? seconds) =>
        Assert.Equal(seconds, RetryRule.Next(Twice, null, 1, TimeSpan.FromSeconds(spent))?.TotalSeconds);

    [Fact]
    public void What_runs_on_no_schedule_has_all_the_time() =>
        Assert.Equal(TimeSpan.FromSeconds(10), RetryRule.Next(Twice with { Every = null }, null, 1, TimeSpan.FromMinutes(5)));

    [Fact]
    public void Earlier_attempts_are_in_the_document_and_their_number_stays_one()
    {
        ProbeResult result = Watched.Run("a", Watched.Begin) with { Attempts = 2, Earlier = [EarlierAttempt.Of(Watched.Run("a", Watched.Begin, Outcome.ConnectRefused, 12).Journey)] };

        System.Text.Json.JsonElement document = System.Text.Json.JsonDocument.Parse(ResultJson.Text(result)).RootElement;

        Assert.Equal(2, document.GetProperty("attempts").GetInt32());
        Assert.Equal("""[{"started":"2026-03-02T00:00:00.000000Z","duration_seconds":0.012,"outcome":"connect_refused","detail":"login: it did not go well"}]""", document.GetProperty("earlier").GetRawText());
    }

    [Fact]
    public void A_long_detail_of_an_earlier_attempt_is_cut()
    {
        JourneyResult journey = Watched.Run("a", Watched.Begin, Outcome.BodyMismatch).Journey with { Detail = new string('x', 5_000) };

        Assert.Equal(301, EarlierAttempt.Of(journey).Detail!.Length);
    }
}
