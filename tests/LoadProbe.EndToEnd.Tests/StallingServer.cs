using System.Net;
using System.Net.Sockets;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Answers at once, but for one stall: from a certain request on it answers nobody for a while, and then all of them.</summary>
internal sealed class StallingServer : IDisposable
{
    private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly int _from;
    private readonly TimeSpan _for;
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _requests;
    private long _began;

    public StallingServer(int from, TimeSpan duration)
    {
        (_from, _for) = (from, duration);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(4096);
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");

    /// <summary>How long the stall really was.</summary>
    public TimeSpan Stalled { get; private set; }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptAsync());
        }
        catch (SocketException)
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
                while (await client.ReceiveAsync(request, SocketFlags.None) > 0)
                {
                    int number = Interlocked.Increment(ref _requests);
                    if (number == _from) _ = StallAsync();
                    if (number >= _from) await _over.Task;
                    await client.SendAsync(Answer, SocketFlags.None);
                }
            }
            catch (SocketException)
            {
                // The run ended in the middle of an answer.
            }
        }
    }

    private async Task StallAsync()
    {
        _began = TimeProvider.System.GetTimestamp();
        await Task.Delay(_for, TimeProvider.System);
        Stalled = TimeProvider.System.GetElapsedTime(_began);
        _over.SetResult();
    }
}
