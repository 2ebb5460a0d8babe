using System.Globalization;

namespace LoadProbe.Definitions;

/// <summary>The points of a rate, checked one after the other as they are read.</summary>
internal sealed class RatePoints(string file, Mistakes mistakes)
{
    private const int Most = 100_000;
    private const double MostRate = 1e7;

    private readonly List<RatePoint> _points = [];
    private double _first;
    private double _last = double.NegativeInfinity;

    /// <param name="at">Where it stands.</param>
    /// <param name="seconds">From wherever the file counts.</param>
    /// <param name="rate">Arrivals a second.</param>
    public void Add(Place at, double seconds, double rate)
    {
        string? fault = !double.IsFinite(seconds) || Math.Abs(seconds) > 1e11 ? string.Create(CultureInfo.InvariantCulture, $"time {seconds} is not one")
            : seconds <= _last ? string.Create(CultureInfo.InvariantCulture, $"time {seconds} is not later than the one before, {_last}: sort the points, each time once")
            : !(rate is >= 0 and <= MostRate) ? string.Create(CultureInfo.InvariantCulture, $"rate {rate} is not from 0 to 10000000 a second")
            : _points.Count >= Most ? $"there are more than {Most} points: leave some out" : null;
        if (fault is not null)
        {
            mistakes.Add(at, fault);
            return;
        }

        if (_points.Count == 0) _first = seconds;
        _last = seconds;
        _points.Add(new RatePoint(TimeSpan.FromTicks((long)Math.Round((seconds - _first) * TimeSpan.TicksPerSecond)), rate));
    }

    public List<RatePoint> All()
    {
        if (_points.Count < 2 && mistakes.Count == 0) mistakes.Add(new Place(file, 1, 1), $"{(_points.Count == 0 ? "no points" : "one point only")}: a rate over time needs two");
        return _points;
    }
}
