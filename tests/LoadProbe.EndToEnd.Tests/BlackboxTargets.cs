using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>A server whose answers are good or broken as their path says, over TCP or TLS, and that says what it is on a line when nothing is asked.</summary>
internal sealed class BlackboxTargets : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    /// <param name="ends">When its certificate does; null = it speaks no TLS.</param>
    /// <param name="greets">It speaks first, and HTTP not at all.</param>
    public BlackboxTargets(DateTimeOffset? ends = null, bool greets = false)
    {
        if (ends is { } at)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=\"odd, one\", O=LoadProbe, C=DE", key, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            request.CertificateExtensions.Add(names.Build());
            using X509Certificate2 made = request.CreateSelfSigned(at.AddDays(-60), at);
            Certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        }

        _listener.Start();
        _accepting = AcceptAsync(greets);
    }

    public X509Certificate2? Certificate { get; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _end.Dispose();
        Certificate?.Dispose();
    }

    private async Task AcceptAsync(bool greets)
    {
        while (true) _ = ServeAsync(await _listener.AcceptSocketAsync(_end.Token), greets);
    }

    private async Task ServeAsync(Socket socket, bool greets)
    {
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (Certificate is not null)
            {
                var secure = new SslStream(stream);
                stream = secure;
                await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, _end.Token);
            }

            if (greets)
            {
                await stream.WriteAsync("220 mail.example ESMTP\r\n"u8.ToArray(), _end.Token);
                using var reader = new StreamReader(stream, leaveOpen: true);
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"250 {await reader.ReadLineAsync(_end.Token)}\r\n"), _end.Token);
                return;
            }

            using var asked = new StreamReader(stream, Encoding.Latin1, false, 1024, leaveOpen: true);
            string path = (await asked.ReadLineAsync(_end.Token) ?? "").Split(' ').ElementAtOrDefault(1) ?? "";
            while (await asked.ReadLineAsync(_end.Token) is { Length: > 0 })
            {
            }

            await stream.WriteAsync(Answer(path), _end.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // Whoever asked went away or trusts nobody, or the test is over.
        }
        finally
        {
            await stream.DisposeAsync();
        }
    }

    private static byte[] Answer(string path) => path switch
    {
        "/redirect" => Say("301 Moved Permanently", "gone", "Location: /modified"),
        "/loop" => Say("302 Found", "round", "Location: /loop"),
        "/nowhere" => Say("302 Found", "round", "Location: http://127.0.0.1:1/"),
        "/lost" => Say("302 Found", "where"),
        "/missing" => Say("404 Not Found", "no such thing"),
        "/empty" => "HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray(),
        "/cut" => "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello world"u8.ToArray(),
        "/chunked" => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"u8.ToArray(),
        "/endless" => "HTTP/1.0 200 OK\r\n\r\nuntil it closes"u8.ToArray(),
        "/garbage" => "this is no answer\r\n\r\n"u8.ToArray(),
        "/silent" => [],
        "/gzip" => [.. "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"u8, .. Packed()],
        _ => Say("200 OK", "hello world", "Last-Modified: Wed, 21 Oct 2015 07:28:00 GMT\r\nX-A: p"),
    };

    private static byte[] Say(string status, string body, string? fields = null) => Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\n{(fields is null ? "" : $"{fields}\r\n")}\r\n{body}");

    private static byte[] Packed()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress)) gzip.Write(new byte[100_000]);
        return packed.ToArray();
    }
}
