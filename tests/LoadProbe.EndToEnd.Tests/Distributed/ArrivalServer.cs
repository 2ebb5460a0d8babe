using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Answers <c>GET /n/NUMBER</c> with two bytes, and keeps which number came when and how long its answer took.</summary>
internal sealed class ArrivalServer : IDisposable
{
    private static readonly byte[] Answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<int, TimeSpan> _delay;
    private readonly ConcurrentQueue<Arrival> _log = new();
    private long _last;

    /// <param name="delay">Before the answer to this number; null = none.</param>
    public ArrivalServer(Func<int, TimeSpan>? delay = null)
    {
        _delay = delay ?? (_ => TimeSpan.Zero);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(4096);
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");

    /// <summary>What came so far, in the order of the log.</summary>
    public IReadOnlyCollection<Arrival> Log => _log;

    public int Count => _log.Count;

    /// <summary>When the newest request came.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>Forgets what came so far.</summary>
    public void Clear() => _log.Clear();

    /// <summary>The most requests that came in any second, of all that begin with a request.</summary>
    public int MostInASecond()
    {
        long[] at = [.. _log.Select(a => a.At).Order()];
        int most = 0;
        for (int first = 0, end = 0; first < at.Length; first++)
        {
            while (end < at.Length && at[end] < at[first] + Stopwatch.Frequency) end++;
            most = Math.Max(most, end - first);
        }

        return most;
    }

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
                while (await client.ReceiveAsync(request, SocketFlags.None) is var length and > 0)
                {
                    long at = Stopwatch.GetTimestamp();
                    Volatile.Write(ref _last, at);
                    int number = request.AsSpan(0, length).StartsWith("GET /n/"u8) && Utf8Parser.TryParse(request.AsSpan(7), out int parsed, out _) ? parsed : -1;
                    TimeSpan delay = _delay(number);
                    if (delay > TimeSpan.Zero) await Task.Delay(delay, TimeProvider.System);
                    await client.SendAsync(Answer, SocketFlags.None);
                    _log.Enqueue(new Arrival(number, at, Stopwatch.GetElapsedTime(at)));
                }
            }
            catch (SocketException)
            {
                // The run ended in the middle of an answer.
            }
        }
    }

    /// <param name="Number">-1 = it had none.</param>
    /// <param name="At">By the stopwatch.</param>
    /// <param name="Took">Until its answer was handed over.</param>
    internal readonly record struct Arrival(int Number, long At, TimeSpan Took);
}
