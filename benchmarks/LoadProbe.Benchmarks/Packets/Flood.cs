using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Benchmarks;

/// <summary>Small TCP segments over a few connections of loopback, so many a second, in a process of its own.</summary>
internal static class Flood
{
    private const int Connections = 8, Payload = 64;

    public static int Run(int port, int rate, int seconds)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start(Connections);
        Socket[] senders = new Socket[Connections];
        for (int i = 0; i < Connections; i++)
        {
            senders[i] = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            senders[i].Connect(IPAddress.Loopback, port);
            Socket taker = listener.AcceptSocket();
            new Thread(() => Drain(taker)) { IsBackground = true }.Start();
        }

        byte[] payload = new byte[Payload];
        long begun = Stopwatch.GetTimestamp(), sent = 0;
        while (Stopwatch.GetElapsedTime(begun) is var elapsed && elapsed < TimeSpan.FromSeconds(seconds))
        {
            for (long due = (long)(elapsed.TotalSeconds * rate); sent < due; sent++) senders[sent % Connections].Send(payload);
            Thread.Yield();
        }

        foreach (Socket sender in senders) sender.Dispose();
        Console.WriteLine(sent);
        return 0;
    }

    private static void Drain(Socket taker)
    {
        byte[] buffer = new byte[1 << 16];
        while (taker.Receive(buffer) > 0)
        {
        }
    }
}
