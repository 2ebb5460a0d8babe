using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace LoadProbe.Capture.Tests;

/// <summary>A keep-alive client that says of each request what it did on its connection.</summary>
internal sealed class CountingClient : IDisposable
{
    private readonly HttpMessageInvoker invoker;
    private CountingStream? connection;
    private long handshakeSent;

    public CountingClient(Uri address)
    {
        invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellation) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                connection = new CountingStream(socket);
                if (address.Scheme == "http") return connection;
                var tls = new SslStream(connection);
                await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", RemoteCertificateValidationCallback = (_, _, _, _) => true }, cancellation);
                handshakeSent = connection.Sent;
                return tls;
            },
        });
        Address = address;
    }

    private Uri Address { get; }

    public Socket Socket => connection!.Socket;

    /// <summary>How long the last request waited for its answer, as its connection saw it.</summary>
    public TimeSpan Waited => connection!.Waited;

    public async Task<ConnectionUse> Get(string path)
    {
        DateTimeOffset started = TimeProvider.System.GetUtcNow();
        long sent = connection?.Sent ?? 0, received = connection?.Received ?? 0;
        using HttpResponseMessage response = await invoker.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(Address, path)), default);
        await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        CountingStream used = connection!;
        return new ConnectionUse((IPEndPoint)used.Socket.LocalEndPoint!, (IPEndPoint)used.Socket.RemoteEndPoint!,
            Math.Max(sent, handshakeSent), used.Sent, received, used.Received, started, TimeProvider.System.GetUtcNow());
    }

    public void Dispose() => invoker.Dispose();
}
