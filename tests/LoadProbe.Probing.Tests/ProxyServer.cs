using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoadProbe.Probing.Tests;

/// <summary>A small proxy: forwards whole URLs, tunnels for CONNECT, and may ask who is there.</summary>
internal sealed class ProxyServer : IAsyncDisposable
{
    private readonly string? _authorization;
    private readonly List<string> _seen = [];
    private readonly Acceptor _acceptor;

    /// <param name="who">user:password that it wants; null = anyone may.</param>
    public ProxyServer(string? who = null)
    {
        _authorization = who is null ? null : $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(who))}\r\n";
        _acceptor = new Acceptor(ConverseAsync);
    }

    public Proxy Proxy => new(new Uri($"http://127.0.0.1:{_acceptor.Port}"));

    /// <summary>The first line of each request so far.</summary>
    public IReadOnlyList<string> Seen
    {
        get
        {
            lock (_seen) return [.. _seen];
        }
    }

    public ValueTask DisposeAsync() => _acceptor.DisposeAsync();

    private async Task ConverseAsync(Socket socket)
    {
        await using var client = new NetworkStream(socket, ownsSocket: true);
        try
        {
            while (await HeadAsync(client) is { } head && await AnswerAsync(client, head))
            {
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The customer went away, or the test is over.
        }
    }

    private async Task<bool> AnswerAsync(NetworkStream client, string head)
    {
        string[] line = head[..head.IndexOf("\r\n", StringComparison.Ordinal)].Split(' ');
        lock (_seen) _seen.Add(string.Join(' ', line));
        if (_authorization is not null && !head.Contains(_authorization, StringComparison.OrdinalIgnoreCase))
        {
            await SayAsync(client, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n");
            return true;
        }

        bool tunnel = line[0] == "CONNECT";
        var to = new Uri(tunnel ? $"http://{line[1]}" : line[1]);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync("127.0.0.1", to.Port, _acceptor.Token);
        }
        catch (SocketException)
        {
            await SayAsync(client, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
            return true;
        }

        await using var server = new NetworkStream(socket);
        if (tunnel) await SayAsync(client, "HTTP/1.1 200 Connection established\r\n\r\n");
        else await SayAsync(server, head.Replace(line[1], to.PathAndQuery, StringComparison.Ordinal).Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal));
        Task back = server.CopyToAsync(client, _acceptor.Token);
        if (tunnel) await Task.WhenAny(back, client.CopyToAsync(server, _acceptor.Token));
        else await back;
        return false;
    }

    private async Task<string?> HeadAsync(NetworkStream client)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await client.ReadAsync(one, _acceptor.Token) == 0) return null;
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private Task SayAsync(NetworkStream to, string text) => to.WriteAsync(Encoding.ASCII.GetBytes(text), _acceptor.Token).AsTask();
}
