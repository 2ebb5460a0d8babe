namespace LoadProbe.Pressure.Tests;

public sealed class ClosedModelTests
{
    [Fact]
    public async Task There_are_never_more_users_than_said_and_each_starts_again_when_done()
    {
        await using PressedServer server = await PressedServer.StartAsync(token => Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, token));
        var run = new Pressed(server.Target, new KeepConstant(3, TimeSpan.FromSeconds(1)));
        await run.RunAsync();
        Assert.Equal(3, server.Peak);
        Assert.InRange(run.Total.Sent, 6, 63);
        Assert.Equal((run.Total.Sent, run.Total.Sent, 0), (run.Total.Due, run.Total.Completed, run.Total.Dropped));
    }

    [Fact]
    public async Task Users_against_a_hung_server_wait_and_do_not_outlive_the_drain()
    {
        await using PressedServer server = await PressedServer.StartAsync(PressedServer.Hang);
        var run = new Pressed(server.Target, new KeepConstant(2, TimeSpan.FromSeconds(1)));
        long start = TimeProvider.System.GetTimestamp();
        await run.RunAsync();
        Assert.Equal((2, 2), (server.Requests, run.Total.Abandoned));
        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(5), "the drain of 200ms was not kept");
    }
}
