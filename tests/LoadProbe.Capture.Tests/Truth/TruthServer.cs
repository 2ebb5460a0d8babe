using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoadProbe.Capture.Tests;

/// <summary>Answers HTTP after a known time: <c>/wait/MICROSECONDS</c> a line, <c>/send/BYTES</c> so much, and takes what is posted.</summary>
internal sealed class TruthServer(Socket listener) : IDisposable
{
    public async Task ServeAsync(CancellationToken token)
    {
        try
        {
            while (true) _ = AnswerAsync(await listener.AcceptAsync(token), token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    public void Dispose() => listener.Dispose();

    private async Task AnswerAsync(Socket socket, CancellationToken token)
    {
        using Socket _ = socket;
        socket.NoDelay = true;
        using var stream = new NetworkStream(socket);
        byte[] buffer = new byte[65536];
        try
        {
            while (await HeadAsync(stream, buffer, token) is { } head)
            {
                string[] path = head[0].Split(' ')[1].Split('/');
                int size = int.Parse(path[2], CultureInfo.InvariantCulture);
                switch (path[1])
                {
                    case "wait":
                        await Task.Delay(TimeSpan.FromMicroseconds(size), TimeProvider.System, token);
                        await stream.WriteAsync(Answer(64), token);
                        break;
                    case "send":
                        await stream.WriteAsync(Answer(size), token);
                        break;
                    case "take":
                        for (int left = size; left > 0;) left -= await stream.ReadAsync(buffer.AsMemory(0, Math.Min(left, buffer.Length)), token);
                        await stream.WriteAsync(Answer(1), token);
                        break;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
        }
    }

    // A request of this client ends where its head does; what is posted is read after it.
    private static async Task<string[]?> HeadAsync(NetworkStream stream, byte[] buffer, CancellationToken token)
    {
        int length = 0;
        while (length == 0 || !buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length, 1), token);
            if (read == 0) return null;
            length += read;
        }
        return Encoding.ASCII.GetString(buffer, 0, length).Split("\r\n");
    }

    private static byte[] Answer(int size) => Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n{new string('x', size)}");
}
