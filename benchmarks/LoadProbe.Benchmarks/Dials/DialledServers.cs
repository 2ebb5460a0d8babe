using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LoadProbe.Benchmarks;

/// <summary>What probes dial on loopback: HTTP, TCP that says something, TLS, and a name server; the first notes when each probe came.</summary>
internal sealed class DialledServers : IDisposable
{
    private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"u8.ToArray();

    private readonly List<Socket> _sockets = [];
    private readonly X509Certificate2 _certificate = Certificate();

    public DialledServers()
    {
        Http = Listen(HttpAsync);
        Tcp = Listen(TcpAsync);
        Tls = Listen(TlsAsync);
        var names = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        names.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _sockets.Add(names);
        Dns = ((IPEndPoint)names.LocalEndPoint!).Port;
        _ = NamesAsync(names);
    }

    public int Http { get; }

    public int Tcp { get; }

    public int Tls { get; }

    public int Dns { get; }

    /// <summary>By path, when requests came.</summary>
    public ConcurrentQueue<(string Path, DateTimeOffset At)> Arrivals { get; } = new();

    public void Dispose()
    {
        foreach (Socket socket in _sockets) socket.Dispose();
        _certificate.Dispose();
    }

    private int Listen(Func<Socket, Task> serve)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(4096);
        _sockets.Add(listener);
        _ = AcceptAsync(listener, serve);
        return ((IPEndPoint)listener.LocalEndPoint!).Port;
    }

    private static async Task AcceptAsync(Socket listener, Func<Socket, Task> serve)
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptAsync(), serve);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed: it is over.
        }
    }

    private static async Task ServeAsync(Socket client, Func<Socket, Task> serve)
    {
        try
        {
            using (client) await serve(client);
        }
        catch (Exception e) when (e is SocketException or IOException or System.Security.Authentication.AuthenticationException)
        {
            // The probe has gone.
        }
    }

    private async Task HttpAsync(Socket client)
    {
        byte[] request = new byte[4096];
        int length = 0;
        while (!request.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            if (await client.ReceiveAsync(request.AsMemory(length)) is not (> 0 and int more)) return;
            if (length == 0) Arrivals.Enqueue((Encoding.ASCII.GetString(request, 0, more).Split(' ', 3)[1], TimeProvider.System.GetUtcNow()));
            length += more;
        }

        await client.SendAsync(Answer);
        client.Shutdown(SocketShutdown.Send);
    }

    private static async Task TcpAsync(Socket client)
    {
        await client.SendAsync("220 here\r\n"u8.ToArray());
        await client.ReceiveAsync(new byte[16]);
    }

    private async Task TlsAsync(Socket client)
    {
        await using var tls = new SslStream(new NetworkStream(client));
        await tls.AuthenticateAsServerAsync(_certificate);
        while (await tls.ReadAsync(new byte[16]) > 0) continue;
    }

    // Every name is 127.0.0.1.
    private static async Task NamesAsync(Socket socket)
    {
        byte[] question = new byte[512];
        try
        {
            while (true)
            {
                SocketReceiveFromResult got = await socket.ReceiveFromAsync(question, new IPEndPoint(IPAddress.Any, 0));
                byte[] answer = [.. question[..got.ReceivedBytes], 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1];
                answer[2] |= 0x80;
                BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(6), 1);
                BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(10), 0);
                await socket.SendToAsync(answer, got.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed: it is over.
        }
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=dialled.test", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
