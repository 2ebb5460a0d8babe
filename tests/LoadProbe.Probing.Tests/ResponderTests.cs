using System.Net.Sockets;

namespace LoadProbe.Probing.Tests;

public class ResponderTests
{
    [Fact]
    public async Task Ends_at_any_moment_also_between_two_customers()
    {
        for (int i = 0; i < 3_000; i++)
        {
            var responder = new Responder();
            using var customer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await customer.ConnectAsync(responder.Address, TestContext.Current.CancellationToken);
            if (i % 2 == 0) await customer.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), SocketFlags.None);
            for (int n = 0; n < i % 50; n++) Thread.SpinWait(20);
            await responder.DisposeAsync();
        }
    }
}
