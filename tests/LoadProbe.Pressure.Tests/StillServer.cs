using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Pressure.Tests;

/// <summary>Answers every request with the same bytes, on a thread for each connection, and allocates for none.</summary>
internal sealed class StillServer : IDisposable
{
    private static readonly byte[] Reply = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/plain\r\n\r\nhello"u8.ToArray();

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Thread _thread;

    public StillServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _thread = new Thread(Serve) { IsBackground = true };
        _thread.Start();
    }

    public Target Target => new() { Name = "still", Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}"), Class = EnvironmentClass.Test };

    public void Dispose()
    {
        _listener.Dispose();
        _thread.Join();
    }

    private static void Answer(Socket client)
    {
        byte[] request = new byte[4096];
        using (client)
        {
            client.NoDelay = true;
            while (client.Receive(request) > 0) client.Send(Reply);
        }
    }

    private void Serve()
    {
        try
        {
            while (true)
            {
                Socket client = _listener.Accept();
                new Thread(() => Answer(client)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // The listener was closed: the test is over.
        }
    }
}
