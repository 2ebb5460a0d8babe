using System.Net;

namespace LoadProbe.Probing;

/// <summary>The packets of a trace and what came back; told by whoever sends and by those who listen, at once.</summary>
internal sealed class PathTally(PathProtocol by, int hops, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, (int Ttl, long At)> _underWay = [];
    private readonly Hop[] _hops = [.. Enumerable.Range(1, hops).Select(ttl => new Hop(ttl))];
    private TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _end = hops;
    private bool _ended;
    private bool _reached;

    /// <summary>The hop that is the last one, as far as is known.</summary>
    public int End
    {
        get
        {
            lock (_lock) return _end;
        }
    }

    /// <summary>Done when every packet is answered that was sent until now.</summary>
    public Task Settled
    {
        get
        {
            lock (_lock) return _underWay.Count == 0 ? Task.CompletedTask : _settled.Task;
        }
    }

    /// <summary>A packet is about to be sent.</summary>
    public void Sent(int ttl, int number)
    {
        lock (_lock)
        {
            if (_underWay.Count == 0) _settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _underWay[number] = (ttl, time.GetTimestamp());
            _hops[ttl - 1].Sent++;
        }
    }

    /// <summary>Something came back. What comes twice, or after it was given up, counts no more.</summary>
    public void Take(PathAnswer answer, long now)
    {
        lock (_lock)
        {
            if (!_underWay.Remove(answer.Number, out (int Ttl, long At) sent)) return;
            if (_underWay.Count == 0) _settled.TrySetResult();
            Hop hop = _hops[sent.Ttl - 1];
            hop.Trips.Add(time.GetElapsedTime(sent.At, now));
            hop.Addresses.Add(answer.From);
            hop.Unreachable ??= answer.Unreachable;
            if (!answer.IsEnd) return;
            // What goes further than the end is answered by the end.
            if (!_ended || sent.Ttl <= _end) _reached = answer.Unreachable is null;
            (_end, _ended) = (_ended ? Math.Min(_end, sent.Ttl) : sent.Ttl, true);
        }
    }

    /// <summary>Packets that were under way for so long are lost.</summary>
    public void GiveUp(TimeSpan after)
    {
        long now = time.GetTimestamp();
        lock (_lock)
        {
            foreach ((int number, _) in _underWay.Where(p => time.GetElapsedTime(p.Value.At, now) >= after).ToArray()) _underWay.Remove(number);
            if (_underWay.Count == 0) _settled.TrySetResult();
        }
    }

    public PathFigures Figures()
    {
        lock (_lock)
        {
            // Of a way that does not end, one hop is shown beyond the last that answered.
            int shown = _ended ? _end : Math.Min(_end, Array.FindLastIndex(_hops, h => h.Trips.Count > 0) + 2);
            return new PathFigures(by, [.. _hops.Take(shown).Select(h => h.Result())], _ended && _reached);
        }
    }

    private sealed class Hop(int ttl)
    {
        public int Sent { get; set; }

        public List<TimeSpan> Trips { get; } = [];

        public List<IPAddress> Addresses { get; } = [];

        public string? Unreachable { get; set; }

        public PathHop Result() => new(
            ttl, [.. Addresses.GroupBy(a => a).OrderByDescending(g => g.Count()).Select(g => g.Key)], Sent, Trips.Count,
            Trips.Count == 0 ? null : Trips.Min(), Trips.Count == 0 ? null : TimeSpan.FromSeconds(Trips.Average(t => t.TotalSeconds)), Trips.Count == 0 ? null : Trips.Max(), Unreachable);
    }
}
