using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>Answers any request on loopback with the same few bytes. Serves rehearsals alone, and only its process knows the port.</summary>
public sealed class Responder : IAsyncDisposable
{
    private static readonly byte[] Plain = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nok"u8.ToArray();

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[][] _answers;
    private readonly Task _accepting;

    /// <param name="answers">With their headers; each connection is given them in turn. None = a short text.</param>
    /// <exception cref="SocketException">This machine has no port for it.</exception>
    public Responder(params byte[][] answers)
    {
        _answers = answers.Length > 0 ? answers : [Plain];
        try
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen(64);
        }
        catch
        {
            _listener.Dispose();
            throw;
        }

        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>What is dialled to reach it.</summary>
    public Target Target => new() { Name = "rehearsal", Address = new Uri($"http://{Address}"), Class = EnvironmentClass.Test };

    /// <summary>Takes no more connections.</summary>
    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptAsync().ConfigureAwait(false));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The listener was closed, before the wait for a customer or in it: the rehearsal is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        {
            client.NoDelay = true;
            byte[] request = new byte[2048];
            try
            {
                for (int n = 0; await client.ReceiveAsync(request, SocketFlags.None).ConfigureAwait(false) > 0; n++)
                {
                    await client.SendAsync(_answers[n % _answers.Length], SocketFlags.None).ConfigureAwait(false);
                }
            }
            catch (SocketException)
            {
                // The customer hung up in the middle of an answer.
            }
        }
    }
}
