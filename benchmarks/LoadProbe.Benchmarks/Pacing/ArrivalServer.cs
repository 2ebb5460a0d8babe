using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Benchmarks;

/// <summary>Answers HTTP requests on loopback with as little work as can be, and writes down when the kernel received each.</summary>
internal static class ArrivalServer
{
    private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();

    public static async Task<int> RunAsync(int port, string file)
    {
        // Read before the first socket: answers are sent where the kernel's news arrives.
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        long[] arrived = new long[4_000_000];
        int count = -1;
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        // Before the first connection: each has it from here, and what comes with its first packet is told as well.
        KernelClock.Enable(listener);
        listener.Listen(4096);
        Console.Error.WriteLine($"listening on http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}");
        Task accepting = Task.Run(async () =>
        {
            while (true)
            {
                Socket client = await listener.AcceptAsync();
                _ = ServeAsync(client);
            }
        });
        // Whoever started it closes standard input when the run is over.
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        await File.WriteAllLinesAsync(file, arrived.Take(count + 1).Select(a => $"{a}"));
        return accepting.IsFaulted ? 1 : 0;

        async Task ServeAsync(Socket client)
        {
            client.NoDelay = true;
            byte[] request = new byte[4096];
            while (true)
            {
                await client.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None);
                if (KernelClock.Read(client, request, out long received) == 0) return;
                arrived[Interlocked.Increment(ref count)] = received;
                await client.SendAsync(Answer, SocketFlags.None);
            }
        }
    }
}
