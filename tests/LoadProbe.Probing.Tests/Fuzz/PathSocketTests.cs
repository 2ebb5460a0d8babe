namespace LoadProbe.Probing.Tests;

/// <summary>Sockets of traces that cannot begin.</summary>
[Collection("fuzz")]
public sealed class PathSocketTests
{
    private static readonly Target Anywhere = new() { Name = "anywhere", Address = new Uri("http://127.0.0.1:80/"), Allow = AllowList.Everywhere };

    // This machine refuses to send there at all: nothing goes out.
    [Theory]
    [InlineData(PathProtocol.Icmp, "255.255.255.255")]
    [InlineData(PathProtocol.Udp, "255.255.255.255")]
    [InlineData(PathProtocol.Tcp, "255.255.255.255")]
    public async Task A_host_to_which_nothing_can_be_sent_is_said_and_leaves_no_socket(PathProtocol by, string host)
    {
        Assert.SkipUnless(PingSocket.IsAllowed && Environment.IsPrivilegedProcess, "raw sockets need CAP_NET_RAW");
        var step = new PathStep { Name = "path", At = default, Host = Dialled.Text(host), By = by };
        StepResult result = await Dialled.StepAsync(Anywhere, step);

        Assert.Equal(Outcome.SendFailed, result.Outcome);
        Assert.StartsWith($"no way to {host}: ", result.Detail, StringComparison.Ordinal);
        await Fuzzing.AssertNoSocketIsLeftAsync(async () =>
        {
            for (int i = 0; i < 50; i++) await Dialled.StepAsync(Anywhere, step);
        });
    }
}
