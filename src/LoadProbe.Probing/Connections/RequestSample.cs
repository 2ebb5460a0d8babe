using System.Collections.Concurrent;

namespace LoadProbe.Probing;

/// <summary>One request of the sample, and how long it took on our side: first byte given to the socket to last byte read.</summary>
public readonly record struct SampledRequest(ConnectionUse Use, TimeSpan Application);

/// <summary>
/// A sample of the requests over HTTP/1.1: all those of some connections, chosen by our own port, so that their packets can be chosen by the
/// same bits of it. May be used from any thread.
/// </summary>
/// <param name="oneIn">One connection in so many: a power of two from 1 to <see cref="Rarest"/>.</param>
/// <param name="time">The clock.</param>
public sealed class RequestSample(int oneIn, TimeProvider time)
{
    /// <summary>Packets that may be captured in a second.</summary>
    private const double MostPackets = 2_000;

    /// <summary>The request, the answer, and an acknowledgement of each.</summary>
    private const int PacketsEach = 4;

    /// <summary>Users of the closed model send as fast as they are answered: so many connections are few enough.</summary>
    private const double MostUsers = 16;

    public const int Rarest = 1024;

    /// <summary>Requests that are kept between two takings; more are counted.</summary>
    public const int Most = 500;

    private readonly ConcurrentQueue<SampledRequest> _kept = [];
    private int _count;
    private long _passed;

    public int OneIn => oneIn;

    /// <summary>Requests written before this, a timestamp, are in no figure.</summary>
    public long CountedFrom { get; set; } = long.MinValue;

    /// <summary>How rare the sample must be, for what an agent is to send at the most.</summary>
    public static int Of(double requestsPerSecond, double users)
    {
        double wanted = Math.Max(requestsPerSecond * PacketsEach / MostPackets, users / MostUsers);
        int oneIn = 1;
        while (oneIn < wanted && oneIn < Rarest) oneIn *= 2;
        return oneIn;
    }

    /// <summary>Linux looks for even ports first when it connects: the lowest bit says nothing.</summary>
    public static int PortBits(int oneIn) => (oneIn - 1) << 1;

    /// <summary>What was kept since the last time, in order, and how many were over <see cref="Most"/>.</summary>
    public (IReadOnlyList<SampledRequest> Kept, long PassedOver) Take()
    {
        List<SampledRequest> taken = [];
        while (taken.Count < Most && _kept.TryDequeue(out SampledRequest request)) taken.Add(request);
        Interlocked.Add(ref _count, -taken.Count);
        return (taken, Interlocked.Exchange(ref _passed, 0));
    }

    internal void Ended(RequestClock clock, long end)
    {
        if (clock is not { Used: { Local: { } local, Remote: { } remote }, LastWrite: not 0, FirstRead: not 0 } || (local.Port & PortBits(oneIn)) != 0 || clock.FirstWrite < CountedFrom) return;
        if (Interlocked.Increment(ref _count) > Most)
        {
            Interlocked.Decrement(ref _count);
            Interlocked.Increment(ref _passed);
            return;
        }

        DateTimeOffset now = time.GetUtcNow();
        TimeSpan took = time.GetElapsedTime(clock.FirstWrite, end);
        _kept.Enqueue(new SampledRequest(new ConnectionUse(local, remote, clock.SentFrom, clock.SentTo, clock.ReceivedFrom, clock.ReceivedTo, now - time.GetElapsedTime(clock.FirstWrite), now), took));
    }
}
