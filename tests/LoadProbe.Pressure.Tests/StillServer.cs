using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Pressure.Tests;

/// <summary>Answers every request on its one connection with the same bytes, on a thread of its own, and allocates for none.</summary>
internal sealed class StillServer : IDisposable
{
    private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/plain\r\n\r\nhello"u8.ToArray();

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

    private void Serve()
    {
        byte[] request = new byte[4096];
        try
        {
            while (true)
            {
                using Socket client = _listener.Accept();
                client.NoDelay = true;
                while (client.Receive(request) > 0) client.Send(Answer);
            }
        }
        catch (SocketException)
        {
            // The listener was closed: the test is over.
        }
    }
}
