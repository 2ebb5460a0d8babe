namespace LoadProbe.Controller.Tests;

public sealed class RunRehearsalTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("response p99 < 1us over 1s, else abort", null)]
    [InlineData("errors < 0.1%", "probe login-page fails, else abort")]
    public async Task A_run_that_nobody_runs_ends_by_itself_and_asks_no_agent_for_anything(string? threshold, string? guard)
    {
        Scenario scenario = Controlled.Scenario(threshold, guard);
        RunReport report = await RunRehearsal.RunAsync(scenario, TimeProvider.System).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.NotNull(report.Verdict);
        Assert.Equal(3, report.Series.Count);
    }
}
