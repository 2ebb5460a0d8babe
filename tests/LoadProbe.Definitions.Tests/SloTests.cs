namespace LoadProbe.Definitions.Tests;

public class SloTests
{
    [Theory]
    [InlineData("{ objective: 99.9% }", "0.999", 30)]
    [InlineData("{ objective: 99.999%, window: 7d }", "0.99999", 7)]
    [InlineData("{ objective: 50%, window: 24h }", "0.5", 1)]
    [InlineData("{ objective: 99.999999%, window: 90d }", "0.99999999", 90)]
    public void An_objective_is_the_share_that_was_written_to_the_last_digit(string written, string objective, int days)
    {
        using var scratch = new Scratch();
        Probe probe = Files.Good(scratch.Probe($"target: http://127.0.0.1\nevery: 30s\nslo: {written}\nsteps: [{{ get: / }}]"));

        Assert.Equal(new Slo(decimal.Parse(objective, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromDays(days)), probe.Slo);
    }

    [Theory]
    [InlineData("0%")]
    [InlineData("100%")]
    [InlineData("101%")]
    [InlineData("-1%")]
    [InlineData("99.9999999%")]
    [InlineData("99,9%")]
    [InlineData("99.9")]
    [InlineData("%")]
    [InlineData("high")]
    public void Anything_else_is_none(string written)
    {
        using var scratch = new Scratch();
        var loaded = scratch.Probe($"target: http://127.0.0.1\nevery: 30s\nslo: {{ objective: \"{written}\" }}\nsteps: [{{ get: / }}]");

        Assert.StartsWith($"objective {written} is not a share above 0% and below 100%", Assert.Single(loaded.Mistakes).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("99.9%", 60, 1, "one failed run is 1.67% of an hour's, 16.7 times what 99.9% allows, run every 60s by one agent")]
    [InlineData("99.9%", 60, 5, null)]
    [InlineData("99%", 60, 1, null)]
    [InlineData("95%", 7200, 1, "one failed run is 100% of an hour's, 20 times what 95% allows, run every 2h by one agent")]
    public void An_objective_that_the_runs_cannot_tell_is_doubted(string objective, int seconds, int agents, string? doubt)
    {
        var slo = new Slo(decimal.Parse(objective.TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture) / 100, TimeSpan.FromDays(30));
        IReadOnlyList<string> doubts = slo.Doubts(TimeSpan.FromSeconds(seconds), agents);

        if (doubt is null) Assert.Empty(doubts);
        else Assert.StartsWith(doubt, Assert.Single(doubts), StringComparison.Ordinal);
    }
}
