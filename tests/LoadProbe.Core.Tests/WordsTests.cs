namespace LoadProbe.Core.Tests;

public class WordsTests
{
    [Theory]
    [InlineData("250us", 0.00025)]
    [InlineData("250µs", 0.00025)]
    [InlineData("300ms", 0.3)]
    [InlineData("1.5s", 1.5)]
    [InlineData(" 10 s ", 10)]
    [InlineData("2m", 120)]
    [InlineData("1h", 3600)]
    [InlineData("7d", 604800)]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("-5s", -5)]
    [InlineData(".5s", 0.5)]
    public void A_duration_is_a_number_and_a_unit(string text, double seconds)
    {
        Assert.True(Durations.TryParse(text, out TimeSpan duration));
        Assert.Equal(seconds, duration.TotalSeconds, 1e-9);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("10 sec")]
    [InlineData("10S")]
    [InlineData("1,5s")]
    [InlineData("1e3s")]
    [InlineData("1m30s")]
    [InlineData("NaN")]
    [InlineData("NaNs")]
    [InlineData("Infinitys")]
    [InlineData("99999999d")]
    [InlineData("-99999999d")]
    [InlineData("٣s")]
    public void Anything_else_is_no_duration(string text) => Assert.False(Durations.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(0.0000842, "84.2µs")]
    [InlineData(0.412, "412ms")]
    [InlineData(1.25, "1.25s")]
    [InlineData(0.0999, "99.9ms")]
    [InlineData(0.99996, "1s")]
    [InlineData(0.00099996, "1ms")]
    [InlineData(90, "90s")]
    [InlineData(600, "10m")]
    [InlineData(86400, "24h")]
    [InlineData(-0.5, "-500ms")]
    public void A_duration_is_shown_in_three_digits(double seconds, string text) => Assert.Equal(text, Durations.Text(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("500/s", 500)]
    [InlineData("30/m", 0.5)]
    [InlineData("30/min", 0.5)]
    [InlineData("0.5/s", 0.5)]
    [InlineData("3600 / h", 1)]
    [InlineData("-1/s", -1)]
    public void A_rate_is_arrivals_in_a_time(string text, double perSecond)
    {
        Assert.True(Rates.TryParse(text, out double rate));
        Assert.Equal(perSecond, rate, 1e-12);
    }

    [Theory]
    [InlineData("")]
    [InlineData("500")]
    [InlineData("/s")]
    [InlineData("500/")]
    [InlineData("500/d")]
    [InlineData("500/s/s")]
    [InlineData("5e2/s")]
    [InlineData("1,000/s")]
    [InlineData("NaN/s")]
    [InlineData("Infinity/s")]
    public void Anything_else_is_no_rate(string text) => Assert.False(Rates.TryParse(text, out _));

    [Fact]
    public void Each_outcome_has_a_word_of_its_own()
    {
        string[] words = [.. Enum.GetValues<Outcome>().Select(o => o.Word())];

        Assert.Equal(words.Length, words.Distinct().Count());
        Assert.All(words, w => Assert.Matches("^[a-z]+(_[a-z]+)*$", w));
        Assert.Equal("connect_refused", Outcome.ConnectRefused.Word());
    }

    [Fact]
    public void What_our_side_could_not_do_is_invalid_and_never_blamed_on_the_target()
    {
        Outcome[] ours = [Outcome.Cancelled, Outcome.NotAllowed, Outcome.BrowserMissing, Outcome.BrowserFailed, Outcome.PermissionMissing, Outcome.AgentFault, Outcome.OutOfFiles, Outcome.OutOfPorts, Outcome.OutOfMemory, Outcome.OutOfRows, Outcome.ProxyFailed, Outcome.EgressRefused, Outcome.Unkept, Outcome.AgentSick, Outcome.ProgramMissing];

        Assert.Equal(ours, Enum.GetValues<Outcome>().Where(o => o.IsOurs()));
        Assert.All(ours, o => Assert.Equal(Verdict.Invalid, o.Verdict()));
        Assert.Equal(Verdict.Pass, Outcome.Ok.Verdict());
        Assert.All(Enum.GetValues<Outcome>().Except(ours).Where(o => o != Outcome.Ok), o => Assert.Equal(Verdict.Fail, o.Verdict()));
    }

    [Fact]
    public void Timeouts_and_what_a_person_can_mend_are_known_by_their_words()
    {
        Assert.Equal(Enum.GetValues<Outcome>().Where(o => o.Word().EndsWith("_timed_out", StringComparison.Ordinal)), Enum.GetValues<Outcome>().Where(o => o.IsTimeout()));
        Assert.All(Enum.GetValues<Outcome>().Where(o => o.IsEnvironment()), o => Assert.True(o.IsOurs()));
    }

    [Fact]
    public void Phases_and_what_they_leave_over_add_up_to_the_duration()
    {
        var first = new Phases { Dns = TimeSpan.FromMilliseconds(1), Connect = TimeSpan.FromMilliseconds(2), Wait = TimeSpan.FromMilliseconds(30) };
        var second = new Phases { Tls = TimeSpan.FromMilliseconds(4), Wait = TimeSpan.FromMilliseconds(10), Send = TimeSpan.Zero, Receive = TimeSpan.FromMilliseconds(5) };
        Phases both = first + second;
        var duration = TimeSpan.FromMilliseconds(60);

        Assert.Equal(TimeSpan.FromMilliseconds(52), both.Sum);
        Assert.Equal(duration, both.Sum + both.Other(duration));
        Assert.Equal((TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(40), TimeSpan.Zero), (both.Dns, both.Wait, both.Send));
        Assert.Null((first + default(Phases)).Tls);
        Assert.Equal(first, default(Phases) + first);
    }
}
