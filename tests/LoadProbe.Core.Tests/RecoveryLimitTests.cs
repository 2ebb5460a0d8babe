namespace LoadProbe.Core.Tests;

/// <summary>What dials after the load may take, as a person writes it.</summary>
public sealed class RecoveryLimitTests
{
    private static readonly TimeSpan[] Before = [.. new[] { 10, 20, 30, 40 }.Select(ms => TimeSpan.FromMilliseconds(ms))];

    [Theory]
    [InlineData("response p95", "baseline + 10%", 44)]
    [InlineData("response p50", "baseline", 20)]
    [InlineData("response max", "baseline + 5ms", 45)]
    [InlineData("response mean", "baseline + 100 %", 50)]
    [InlineData("response p99.9", "300ms", 300)]
    public void Is_held_against_what_it_was_before(string figure, string limit, double milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), RecoveryLimit.Parse(figure, limit, out _)!.Most(Before));

    [Theory]
    [InlineData("errors", "1%", "\"errors\" is not what dials can be held to: write response p95, response mean or response max")]
    [InlineData("response p101", "1s", "\"response p101\" is not what dials can be held to: write response p95, response mean or response max")]
    [InlineData("response p95", "baseline - 10%", "response p95: \"baseline - 10%\" is not a limit: write baseline + 10%, baseline + 20ms or 300ms")]
    [InlineData("response p95", "10%", "response p95: \"10%\" is not a limit: write baseline + 10%, baseline + 20ms or 300ms")]
    [InlineData("response p95", "baseline + 5 parsecs", "response p95: \"baseline + 5 parsecs\" is not a limit: write baseline + 10%, baseline + 20ms or 300ms")]
    public void Says_what_would_be_right(string figure, string limit, string fault)
    {
        Assert.Null(RecoveryLimit.Parse(figure, limit, out string? said));
        Assert.Equal(fault, said);
    }
}
