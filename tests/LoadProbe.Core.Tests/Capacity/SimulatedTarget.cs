namespace LoadProbe.Core.Tests;

/// <summary>
/// A target of so many workers, each busy with a request for so long, and one queue before them; a discrete-event simulation
/// with seeded noise: networks delay requests, and no two take quite as long.
/// </summary>
internal sealed class SimulatedTarget(int workers, double seconds, int seed)
{
    private const double Network = 0.02;
    private const double Noise = 0.2;

    private readonly Random _random = new(seed);
    private readonly PriorityQueue<double, double> _coming = new();
    private readonly PriorityQueue<double, double> _under = new();
    private readonly PriorityQueue<int, double> _free = new(Enumerable.Range(0, workers).Select(w => (w, 0.0)));
    private readonly List<(double Due, double Done)> _ended = [];
    private int _number;
    private bool _overloaded;

    /// <summary>Requests at once from which on it is overloaded, until it is empty; 0 = never.</summary>
    public int Breaking { get; init; }

    /// <summary>How many times as long a request takes while it is overloaded.</summary>
    public double Slowdown { get; init; } = 1;

    /// <summary>Once overloaded, it stays so.</summary>
    public bool StaysBroken { get; init; }

    /// <summary>From when on all workers stand still, once, for half a second; null = never.</summary>
    public double? Stalls { get; set; }

    /// <summary>The share of requests that fail at a rate: a limit of another kind.</summary>
    public Func<double, double> ErrorsAt { get; init; } = _ => 0;

    /// <summary>Runs a second with these arrivals due; what an agent would tell of it.</summary>
    public Snapshot Second(double from, IReadOnlyList<double> due, double rate)
    {
        if (Stalls == from)
        {
            for (int i = 0; i < workers; i++) _free.EnqueueDequeue(i, from + 0.5);
        }

        foreach (double at in due) _coming.Enqueue(at, at + Delay());
        while (_coming.TryPeek(out double _, out double arrives) && arrives < from + 1) Arrive(_coming.Dequeue(), arrives);
        Finish(from + 1);
        var response = new LatencyHistogram();
        foreach ((double was, double done) in _ended) response.Record(TimeSpan.FromSeconds(done - was));
        int failed = _ended.Count(_ => _random.NextDouble() < ErrorsAt(rate));
        var counts = new ArrivalCounts(due.Count, due.Count, 0, _ended.Count, failed, 0);
        _ended.Clear();
        return new Snapshot
        {
            Agent = "simulated", Number = ++_number, At = TimeSpan.FromSeconds(from + 1), Arrivals = counts, InFlight = _coming.Count + _under.Count,
            OldestInFlight = _under.TryPeek(out double oldest, out double _) ? TimeSpan.FromSeconds(from + 1 - oldest) : TimeSpan.Zero, Response = PackedHistogram.Of(response), Service = PackedHistogram.Of(response), Lateness = PackedHistogram.Empty, Steps = [],
        };
    }

    private void Arrive(double due, double at)
    {
        Finish(at);
        if (_under.Count == 0 && !StaysBroken) _overloaded = false;
        if (Breaking > 0 && _under.Count >= Breaking) _overloaded = true;
        _free.TryDequeue(out int worker, out double free);
        double done = Math.Max(at, free) + (seconds * (1 + (Noise * ((2 * _random.NextDouble()) - 1))) * (_overloaded ? Slowdown : 1));
        _free.Enqueue(worker, done);
        _under.Enqueue(due, done);
    }

    private void Finish(double now)
    {
        while (_under.TryPeek(out double due, out double done) && done <= now)
        {
            _under.Dequeue();
            _ended.Add((due, done));
        }
    }

    private double Delay() => -Network * Math.Log(1 - _random.NextDouble());
}
