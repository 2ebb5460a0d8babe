using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Answers every request with two bytes, when what is done before each answer is done.</summary>
internal sealed class PlainServer : IDisposable
{
    private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<int, ReadOnlyMemory<byte>, Task> _before;
    private readonly Func<int, string?> _head;
    private int _requests;

    /// <param name="before">Gets the request's number, from 1 on.</param>
    public PlainServer(Func<int, Task> before)
        : this((number, _) => before(number))
    {
    }

    /// <param name="before">Gets the request's number, from 1 on, and what came of it.</param>
    /// <param name="head">The head of the answer to a number, without its length; null = as to all.</param>
    public PlainServer(Func<int, ReadOnlyMemory<byte>, Task> before, Func<int, string?>? head = null)
    {
        (_before, _head) = (before, head ?? (_ => null));
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(4096);
        _ = AcceptAsync();
    }

    /// <summary>What is answered to a request instead; null = the two bytes.</summary>
    public Func<ReadOnlyMemory<byte>, string?>? Says { get; init; }

    /// <summary>Whether the connection is reset instead, by the request's number; null = none is.</summary>
    public Func<int, bool>? Resets { get; init; }

    /// <summary>What it shows who comes by TLS; null = it is asked in clear.</summary>
    public X509Certificate2? Certificate { get; init; }

    public Uri Address => new($"{(Certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");

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
                await using Stream stream = await OpenAsync(client);
                while (await stream.ReadAsync(request) is var length and > 0)
                {
                    int number = Interlocked.Increment(ref _requests);
                    await _before(number, request.AsMemory(0, length));
                    if (Resets?.Invoke(number) == true)
                    {
                        client.LingerState = new LingerOption(true, 0);
                        return;
                    }

                    string body = Says?.Invoke(request.AsMemory(0, length)) ?? "ok";
                    string? head = _head(number) ?? (body == "ok" ? null : "HTTP/1.1 200 OK");
                    await stream.WriteAsync(head is null ? Answer : Encoding.ASCII.GetBytes($"{head}\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
                }
            }
            catch (IOException)
            {
                // The run ended in the middle of an answer.
            }
        }
    }

    private async Task<Stream> OpenAsync(Socket client)
    {
        var plain = new NetworkStream(client);
        if (Certificate is null) return plain;
        var tls = new SslStream(plain);
        await tls.AuthenticateAsServerAsync(Certificate);
        return tls;
    }
}
