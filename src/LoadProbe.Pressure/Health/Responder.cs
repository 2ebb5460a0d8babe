using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Pressure;

/// <summary>Answers any request on loopback with the same few bytes. Serves the rehearsal alone, and only its process knows the port.</summary>
internal sealed class Responder : IDisposable
{
    private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nok"u8.ToArray();

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public Responder()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(64);
        _ = AcceptAsync();
    }

    public Target Target => new() { Name = "rehearsal", Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}"), Class = EnvironmentClass.Test };

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptAsync().ConfigureAwait(false));
        }
        catch (SocketException)
        {
            // The listener was closed: the rehearsal is over.
        }
    }

    private static async Task ServeAsync(Socket client)
    {
        using (client)
        {
            client.NoDelay = true;
            byte[] request = new byte[2048];
            try
            {
                while (await client.ReceiveAsync(request, SocketFlags.None).ConfigureAwait(false) > 0) await client.SendAsync(Answer, SocketFlags.None).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                // The customer hung up in the middle of an answer.
            }
        }
    }
}
