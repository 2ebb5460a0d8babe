using System.Collections;

namespace LoadProbe.Controller;

/// <summary>
/// A run's seconds in bounded memory, in order, those of several agents merged into one. Up to an hour each second is a
/// point of its own. When there would be more points than that, all but the newest minute are merged in pairs, and again
/// in pairs each time it is full: by adding counts and histograms, so that no percentile is ever averaged.
/// </summary>
internal sealed class RunSeries : IReadOnlyList<RunSecond>
{
    private const int Recent = 60;

    // Agents tell of a second at about the same time. Held finely for longer, it would outlive what the collector looks at often.
    private const int Late = 5;

    private readonly int _most;
    private readonly List<RunSecond> _points = [];
    private int _coarse;
    private int _settled;
    private int _width = 1;

    public RunSeries() : this(3_600)
    {
    }

    public RunSeries(int most) => _most = most;

    public int Count => _points.Count;

    public RunSecond this[int index] => _points[index];

    public IEnumerator<RunSecond> GetEnumerator() => _points.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Takes an agent's second, whatever the order in which the agents' come.</summary>
    public void Add(RunSecond second)
    {
        // The settled points end at multiples of the width, the recent ones at each second.
        int at = _points.Count;
        while (at > 0 && _points[at - 1].Number >= second.Number) at--;
        if (at < _coarse) second = second.Coarse();
        if (at < _points.Count && (at < _settled ? Group(_points[at]) == Group(second) : _points[at].Number == second.Number))
        {
            _points[at] = _points[at].Beside(second);
        }
        else
        {
            _points.Insert(at, second);
            if (at < _settled) _settled++;
            if (at < _coarse) _coarse++;
        }

        Settle();
    }

    private void Settle()
    {
        for (; _coarse < _points.Count && _points[_coarse].Number <= _points[^1].Number - Late; _coarse++) _points[_coarse] = _points[_coarse].Coarse();
        while (_settled < _coarse && _points[_settled].Number <= _points[^1].Number - Recent)
        {
            RunSecond point = _points[_settled];
            if (_settled > 0 && Group(_points[_settled - 1]) == Group(point))
            {
                _points[_settled - 1] = _points[_settled - 1].Then(point);
                _points.RemoveAt(_settled);
                _coarse--;
            }
            else
            {
                _points[_settled++] = point;
            }
        }

        if (_points.Count <= _most) return;
        _width *= 2;
        List<RunSecond> merged = [];
        foreach (RunSecond point in _points.Take(_settled))
        {
            if (merged.Count > 0 && Group(merged[^1]) == Group(point)) merged[^1] = merged[^1].Then(point);
            else merged.Add(point);
        }

        _points.RemoveRange(0, _settled);
        _points.InsertRange(0, merged);
        _coarse += merged.Count - _settled;
        _settled = merged.Count;
    }

    private int Group(RunSecond point) => (point.Number - 1) / _width;
}
