namespace LoadProbe.Agent.Tests;

public sealed class DialRehearsalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Goes_all_of_a_customers_way(bool captured)
    {
        JourneyResult? journey = await DialRehearsal.RunAsync(captured, TimeProvider.System, Token);
        Assert.NotNull(journey);
        Assert.True(journey.Outcome == Outcome.Ok, journey.Detail);
        // The later steps go over the first one's connection.
        Assert.Single(journey.Steps.Select(s => s.Connection!.Local.Port).Distinct());
    }

    [Fact]
    public async Task Ends_when_it_is_stopped()
    {
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        Assert.Equal(Outcome.Cancelled, (await DialRehearsal.RunAsync(false, TimeProvider.System, stopped.Token))!.Outcome);
    }
}
