using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Answers <c>GET /n/NUMBER</c>, and keeps which number came when.</summary>
internal sealed class ArrivalServer : IDisposable
{
    private readonly PlainServer _server;
    private readonly ConcurrentQueue<Arrival> _log = new();
    private long _last;

    private readonly Func<int, Task> _hold;

    /// <param name="delay">How long the answer to a number is held back; null = not at all.</param>
    /// <param name="head">The head of the answer to the request that came so many-th; null = as to all.</param>
    /// <param name="hold">The answer to a number is given when that is done; null = at once.</param>
    public ArrivalServer(Func<int, TimeSpan>? delay = null, Func<int, string?>? head = null, Func<int, Task>? hold = null)
    {
        _hold = hold ?? (number => delay?.Invoke(number) is { Ticks: > 0 } held ? Task.Delay(held, TimeProvider.System) : Task.CompletedTask);
        _server = new PlainServer(Keep, head);
    }

    public Uri Address => _server.Address;

    /// <summary>What came so far, in the order of the log.</summary>
    public IReadOnlyCollection<Arrival> Log => _log;

    public int Count => _log.Count;

    /// <summary>When the newest request came.</summary>
    public long Last => Volatile.Read(ref _last);

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

    /// <summary>How far apart agents began by what came: of each agent, whose numbers are i, i+N, i+2N …, the request that was the least behind its due time.</summary>
    public TimeSpan SeenSkew(int agents, int rate)
    {
        double[] behind = [.. _log.GroupBy(a => a.Number % agents).Select(g => g.Min(a => ((double)a.At / Stopwatch.Frequency) - ((double)a.Number / rate)))];
        return TimeSpan.FromSeconds(behind.Max() - behind.Min());
    }

    /// <summary>As if nothing had come yet.</summary>
    public void Forget() => _log.Clear();

    public void Dispose() => _server.Dispose();

    private Task Keep(int request, ReadOnlyMemory<byte> bytes)
    {
        long at = Stopwatch.GetTimestamp();
        Volatile.Write(ref _last, at);
        int number = bytes.Span.StartsWith("GET /n/"u8) && Utf8Parser.TryParse(bytes.Span[7..], out int parsed, out _) ? parsed : -1;
        _log.Enqueue(new Arrival(number, at));
        return _hold(number);
    }

    /// <param name="Number">-1 = it had none.</param>
    /// <param name="At">By the stopwatch.</param>
    internal readonly record struct Arrival(int Number, long At);
}
