using System.Globalization;

namespace LoadProbe.Capture.Tests;

/// <summary>A thousand requests over TLS on connections that stay open, ten at a time, each with a delay of its own.</summary>
[Collection(nameof(LiveCaptureTests))]
public class JoinTests(ITestOutputHelper output)
{
    private const int AtOnce = 10, Each = 100, LongestDelay = 50, Seed = 20261128;
    private static readonly TimeSpan Near = TimeSpan.FromMilliseconds(1);

    private sealed record Joined(PacketFigures Figures, TimeSpan Taken, TimeSpan Waited, int Delay);

    [Fact]
    public async Task Each_request_is_joined_to_its_own_packets_and_the_servers_time_is_the_servers_own()
    {
        DelayedServer[] servers = [.. Enumerable.Range(0, AtOnce).Select(_ => new DelayedServer(tls: true))];
        CaptureStart start = LiveCapture.TryStart([.. servers.Select(server => server.EndPoint)]);
        Assert.SkipWhen(start.Capture is null, $"{start.Reason}: {start.Detail}");
        Joined[] all;
        await using (LiveCapture capture = start.Capture)
        {
            all = [.. (await Task.WhenAll(servers.Select((server, i) => Task.Run(() => AskAsync(server, capture, new Random(Seed + i)))))).SelectMany(one => one)];
        }

        foreach (DelayedServer server in servers) await server.DisposeAsync();
        Assert.Equal(AtOnce * Each, all.Length);
        Assert.All(all, one => Assert.Equal((PacketTier.Packets, false), (one.Figures.Tier, one.Figures.Degraded)));
        int near = all.Count(one => (one.Figures.ServerResponse!.Value - one.Taken).Duration() <= Near);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{all.Length} requests, {near} within 1 ms of the server's own time, the furthest {all.Max(one => (one.Figures.ServerResponse!.Value - one.Taken).Duration()).TotalMilliseconds:F3} ms off; by {string.Join(", ", all.CountBy(one => one.Figures.Estimator.ToString()!).Select(e => $"{e.Key} {e.Value}"))}"));
        // The wire lies between the two programs: on a busy processor the server's bytes leave later than it says, and the client reads them later than they came.
        Assert.InRange(all.Count(one => Outside(one) <= Near), AtOnce * Each * 99 / 100, AtOnce * Each);
        // One that was given another's packets would have another's delay.
        Assert.All(all, one => Assert.True(Outside(one) <= TimeSpan.FromMilliseconds(5), $"{one.Delay} ms were asked for: {one}"));
    }

    private static TimeSpan Outside(Joined one)
    {
        TimeSpan seen = one.Figures.ServerResponse!.Value;
        return seen < one.Taken ? one.Taken - seen : seen > one.Waited ? seen - one.Waited : TimeSpan.Zero;
    }

    private static async Task<IEnumerable<Joined>> AskAsync(DelayedServer server, LiveCapture capture, Random random)
    {
        using var client = new CountingClient(server.Address);
        List<(ConnectionUse Use, TimeSpan Waited, int Delay)> asked = [];
        for (int i = 0; i < Each; i++)
        {
            int delay = random.Next(LongestDelay + 1);
            asked.Add((await client.Get($"/{delay}"), client.Waited, delay));
        }

        TimeSpan[] taken = server.Taken;
        List<Joined> joined = [];
        foreach (((ConnectionUse use, TimeSpan waited, int delay), TimeSpan own) in asked.Zip(taken)) joined.Add(new Joined(await capture.FiguresAsync(use), own, waited, delay));
        return joined;
    }
}
