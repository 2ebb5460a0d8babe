using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.Capture.Tests;

/// <summary>An HTTP/1.1 server on loopback that waits so long before each answer as the path says ("/20"), and knows how long it really took.</summary>
internal sealed class DelayedServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? certificate;
    private readonly CancellationTokenSource stopping = new();
    private readonly List<TimeSpan> taken = [];
    private readonly Task serving;

    public DelayedServer(bool tls)
    {
        certificate = tls ? Certificate() : null;
        listener.Start();
        serving = Serve();
    }

    public IPEndPoint EndPoint => (IPEndPoint)listener.LocalEndpoint;

    public Uri Address => new($"{(certificate is null ? "http" : "https")}://127.0.0.1:{EndPoint.Port}");

    /// <summary>From a request's last byte read to the answer's first byte written, in order of the requests.</summary>
    public TimeSpan[] Taken
    {
        get { lock (taken) return [.. taken]; }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await serving;
        certificate?.Dispose();
        stopping.Dispose();
    }

    private async Task Serve()
    {
        List<Task> connections = [];
        try
        {
            while (true) connections.Add(Serve(await listener.AcceptTcpClientAsync(stopping.Token)));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            Stream stream = client.GetStream();
            try
            {
                if (certificate is not null)
                {
                    var tls = new SslStream(stream);
                    await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stopping.Token);
                    stream = tls;
                }
                byte[] buffer = new byte[8192];
                while (await Request(stream, buffer) is { } delay)
                {
                    long begun = Stopwatch.GetTimestamp();
                    if (delay > TimeSpan.Zero) await Task.Delay(delay, TimeProvider.System, stopping.Token);
                    lock (taken) taken.Add(Stopwatch.GetElapsedTime(begun));
                    await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"u8.ToArray(), stopping.Token);
                }
            }
            catch (Exception end) when (end is OperationCanceledException or IOException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task<TimeSpan?> Request(Stream stream, byte[] buffer)
    {
        int length = 0;
        while (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length), stopping.Token);
            if (read == 0) return null;
            length += read;
        }
        string path = System.Text.Encoding.ASCII.GetString(buffer, 0, length).Split(' ')[1];
        return TimeSpan.FromMilliseconds(int.Parse(path[1..], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
