using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Answers every request with two bytes, when what is done before each answer is done.</summary>
internal sealed class PlainServer : IDisposable
{
    private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<int, ReadOnlyMemory<byte>, Task> _before;
    private int _requests;

    /// <param name="before">Gets the request's number, from 1 on.</param>
    public PlainServer(Func<int, Task> before)
        : this((number, _) => before(number))
    {
    }

    /// <param name="before">Gets the request's number, from 1 on, and what came of it.</param>
    public PlainServer(Func<int, ReadOnlyMemory<byte>, Task> before)
    {
        _before = before;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(4096);
        _ = AcceptAsync();
    }

    /// <summary>What is answered to a request instead; null = the two bytes.</summary>
    public Func<ReadOnlyMemory<byte>, string?>? Says { get; init; }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The listener was closed: the test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        {
            client.NoDelay = true;
            byte[] request = new byte[4096];
            try
            {
                while (await client.ReceiveAsync(request, SocketFlags.None) is var length and > 0)
                {
                    await _before(Interlocked.Increment(ref _requests), request.AsMemory(0, length));
                    await client.SendAsync(Says?.Invoke(request.AsMemory(0, length)) is { } said ? Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {said.Length}\r\n\r\n{said}") : Answer, SocketFlags.None);
                }
            }
            catch (SocketException)
            {
                // The run ended in the middle of an answer.
            }
        }
    }
}
