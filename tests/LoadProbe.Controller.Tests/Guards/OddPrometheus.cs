using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoadProbe.Controller.Tests;

/// <summary>Gives every request the same bytes for an answer, or none; and remembers what it was asked.</summary>
internal sealed class OddPrometheus : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[]? _answer;
    private readonly List<Socket> _open = [];

    private OddPrometheus(byte[]? answer)
    {
        _answer = answer;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/prometheus/");
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>The head of the last request.</summary>
    public string Asked { get; private set; } = "";

    /// <summary>Answers with these bytes and closes.</summary>
    public static OddPrometheus Raw(string answer) => new(Encoding.UTF8.GetBytes(answer));

    /// <summary>Answers with this status and body.</summary>
    public static OddPrometheus With(string status, string body) => Raw($"HTTP/1.1 {status}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");

    /// <summary>Never answers.</summary>
    public static OddPrometheus Silent() => new(null);

    public void Dispose()
    {
        _listener.Dispose();
        lock (_open) _open.ForEach(s => s.Dispose());
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptAsync();
                lock (_open) _open.Add(client);
                byte[] request = new byte[16_384];
                int length = await client.ReceiveAsync(request, SocketFlags.None);
                Asked = Encoding.ASCII.GetString(request, 0, length);
                if (_answer is null) continue;
                for (int sent = 0; sent < _answer.Length;) sent += await client.SendAsync(_answer.AsMemory(sent), SocketFlags.None);
                client.Shutdown(SocketShutdown.Both);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over, or whoever asked has gone.
        }
    }
}
