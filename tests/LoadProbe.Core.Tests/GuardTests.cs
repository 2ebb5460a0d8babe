namespace LoadProbe.Core.Tests;

public class GuardTests
{
    [Fact]
    public void Watches_a_probe()
    {
        Guard guard = Guard.Parse("probe login-page fails, else abort", out _)!;

        Assert.Equal(("login-page", 1, null, null), (guard.Probe, guard.Times, guard.SlowerThan, guard.Threshold));
        Assert.Equal("probes/login-page.yaml", Guard.Parse("probe probes/login-page.yaml fails", out _)!.Probe);
        Assert.Equal(2, Guard.Parse("probe order-api fails 2 times", out _)!.Times);
    }

    [Fact]
    public void Watches_how_slow_a_probe_is()
    {
        Guard guard = Guard.Parse("probe order-api slower than 500ms 3 times, else abort", out _)!;

        Assert.Equal((TimeSpan.FromMilliseconds(500), 3), (guard.SlowerThan, guard.Times));
    }

    [Fact]
    public void Is_also_a_threshold_over_windows()
    {
        Guard guard = Guard.Parse("response p99 < 300ms over 10s, else abort", out _)!;

        Assert.Null(guard.Probe);
        Assert.Equal(TimeSpan.FromSeconds(10), guard.Threshold?.Over);
    }

    [Theory]
    [InlineData("", "is not a guard")]
    [InlineData("login-page fails", "is not a guard")]
    [InlineData("probe login-page succeeds", "is not a guard")]
    [InlineData("probe login-page fails 0 times", "is not a guard")]
    [InlineData("probe login-page fails, else continue", "else continue is not known: It is one of warn, hold, back off, abort")]
    [InlineData("probe login-page fails 3 of 2", "3 of 2 can never be: the second number is the larger one")]
    [InlineData("probe login-page fails 2 of 5 from 3 agents", "2 cannot be from 3 agents")]
    [InlineData("probe login-page fails, else abort for 10s", "\"for\" comes after hold or back off")]
    [InlineData("probe login-page fails, else hold for 1h", "for 1h is not a time from 1s to 10m")]
    [InlineData("probe login-page slower than 500", "is not a guard")]
    [InlineData("probe login-page slower than 5years", "5years is not a duration such as 500ms")]
    [InlineData("probe login-page slower than 0s", "0s is not a duration such as 500ms")]
    [InlineData("errors < 1%", "a threshold here is over windows, for instance \"errors < 1% over 10s\"")]
    [InlineData("errors < 1% over 10s, else warn", "a guard stops the load, write it under thresholds")]
    [InlineData("erors < 1% over 10s", "did you mean \"errors\"?")]
    public void Says_what_would_be_right(string text, string wanted)
    {
        Assert.Null(Guard.Parse(text, out string? fault));
        Assert.Contains(wanted, fault, StringComparison.Ordinal);
        Assert.Contains($"\"{text}\"", fault, StringComparison.Ordinal);
    }
}
