namespace LoadProbe.Pressure.Tests;

/// <summary>Pressed through a proxy, the customers take the same way as dialled.</summary>
public sealed class ProxyTests
{
    private static readonly Inject Load = new(20, TimeSpan.FromSeconds(1));

    [Fact]
    public async Task Every_arrival_goes_through_the_targets_proxy()
    {
        int asked = 0;
        await using var proxy = new HostileServer(async (socket, token) =>
        {
            byte[] request = new byte[4096];
            while (await socket.ReceiveAsync(request, token) > 0)
            {
                if (request.AsSpan().StartsWith("GET http://shop.invalid/ HTTP/1.1"u8)) Interlocked.Increment(ref asked);
                await HostileServer.SayAsync(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", token);
            }
        });
        var pressed = new Pressed(Through(proxy), Load);
        await pressed.RunAsync();
        Assert.Equal((20, 20, 0), (asked, pressed.Total.Completed, pressed.Total.Failed));
    }

    [Fact]
    public async Task A_proxy_that_refuses_is_never_the_targets_failure()
    {
        await using var proxy = new HostileServer(async (socket, token) =>
        {
            while (await socket.ReceiveAsync(new byte[4096], token) > 0) await HostileServer.SayAsync(socket, "HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n", token);
        });
        var pressed = new Pressed(Through(proxy), Load);
        await pressed.RunAsync();
        Assert.Equal(20, pressed.Snapshots.Sum(s => s.Steps.Sum(step => step.Outcomes.GetValueOrDefault(Outcome.ProxyFailed))));
    }

    private static Target Through(HostileServer proxy) => new() { Name = "shop", Address = new Uri("http://shop.invalid"), Proxy = new Proxy(proxy.Target.Address) };
}
