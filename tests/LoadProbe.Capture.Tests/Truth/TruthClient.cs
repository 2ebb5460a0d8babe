using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoadProbe.Capture.Tests;

/// <summary>Asks a <see cref="TruthServer"/> over one connection, one request after the other, and knows which bytes each wrote.</summary>
internal sealed class TruthClient(Socket socket) : IDisposable
{
    private readonly byte[] buffer = new byte[65536];
    private long sent, received;

    public List<ConnectionUse> Uses { get; } = [];

    public async Task ConnectAsync(IPEndPoint server, CancellationToken token)
    {
        socket.NoDelay = true;
        await socket.ConnectAsync(server, token);
    }

    public Task GetAsync(string path, CancellationToken token) => AskAsync($"GET {path} HTTP/1.1\r\nHost: truth\r\n\r\n", 0, token);

    public Task PostAsync(int size, CancellationToken token) => AskAsync($"POST /take/{size} HTTP/1.1\r\nHost: truth\r\nContent-Length: {size}\r\n\r\n", size, token);

    public void Dispose() => socket.Dispose();

    private async Task AskAsync(string head, int size, CancellationToken token)
    {
        long sentBefore = sent, receivedBefore = received;
        DateTimeOffset started = TimeProvider.System.GetUtcNow();
        byte[] request = [.. Encoding.ASCII.GetBytes(head), .. new byte[size]];
        for (int at = 0; at < request.Length;) at += await socket.SendAsync(request.AsMemory(at), token);
        sent += request.Length;
        var text = new StringBuilder();
        int end;
        while ((end = text.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0) text.Append(Encoding.ASCII.GetString(buffer, 0, await ReadAsync(token)));
        string answer = text.ToString();
        long left = int.Parse(answer[(answer.IndexOf("Length: ", StringComparison.Ordinal) + 8)..end].Split('\r')[0]) - (answer.Length - end - 4);
        while (left > 0) left -= await ReadAsync(token);
        Uses.Add(new ConnectionUse((IPEndPoint)socket.LocalEndPoint!, (IPEndPoint)socket.RemoteEndPoint!, sentBefore, sent, receivedBefore, received, started, TimeProvider.System.GetUtcNow()));
    }

    private async Task<int> ReadAsync(CancellationToken token)
    {
        int read = await socket.ReceiveAsync(buffer, token);
        Assert.NotEqual(0, read);
        received += read;
        return read;
    }
}
