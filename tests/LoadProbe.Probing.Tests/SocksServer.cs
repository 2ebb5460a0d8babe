using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoadProbe.Probing.Tests;

/// <summary>A small SOCKS 5 proxy, that may ask who is there; each name it is asked for leads to 127.0.0.1.</summary>
internal sealed class SocksServer : IAsyncDisposable
{
    private readonly string? _who;
    private readonly Acceptor _acceptor;

    public SocksServer(string? who = null)
    {
        _who = who;
        _acceptor = new Acceptor(ConverseAsync);
    }

    public Proxy Proxy => new(new Uri($"socks5://127.0.0.1:{_acceptor.Port}"));

    /// <summary>What it was last asked for.</summary>
    public string? Asked { get; private set; }

    public ValueTask DisposeAsync() => _acceptor.DisposeAsync();

    private async Task ConverseAsync(Socket socket)
    {
        await using var client = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await TunnelAsync(client);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The customer went away, or the test is over.
        }
    }

    private async Task TunnelAsync(NetworkStream client)
    {
        byte[] methods = await ReadAsync(client, (await ReadAsync(client, 2))[1]);
        byte method = _who is null ? (byte)0 : methods.Contains((byte)2) ? (byte)2 : (byte)0xff;
        await client.WriteAsync(new byte[] { 5, method }, _acceptor.Token);
        if (method == 0xff) return;
        if (method == 2)
        {
            string user = Encoding.UTF8.GetString(await ReadAsync(client, (await ReadAsync(client, 2))[1]));
            string password = Encoding.UTF8.GetString(await ReadAsync(client, (await ReadAsync(client, 1))[0]));
            bool known = $"{user}:{password}" == _who;
            await client.WriteAsync(new byte[] { 1, known ? (byte)0 : (byte)1 }, _acceptor.Token);
            if (!known) return;
        }

        byte kind = (await ReadAsync(client, 4))[3];
        string host = kind == 3 ? Encoding.ASCII.GetString(await ReadAsync(client, (await ReadAsync(client, 1))[0])) : new IPAddress(await ReadAsync(client, kind == 1 ? 4 : 16)).ToString();
        int port = BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(client, 2));
        Asked = $"{host}:{port}";
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bool connected = true;
        try
        {
            await socket.ConnectAsync("127.0.0.1", port, _acceptor.Token);
        }
        catch (SocketException)
        {
            connected = false;
        }

        await client.WriteAsync(new byte[] { 5, connected ? (byte)0 : (byte)5, 0, 1, 127, 0, 0, 1, 0, 0 }, _acceptor.Token);
        if (!connected) return;
        await using var server = new NetworkStream(socket);
        await Task.WhenAny(server.CopyToAsync(client, _acceptor.Token), client.CopyToAsync(server, _acceptor.Token));
    }

    private async Task<byte[]> ReadAsync(NetworkStream stream, int length)
    {
        byte[] bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, _acceptor.Token);
        return bytes;
    }
}
