namespace LoadProbe.Core;

/// <summary>
/// Whether a state changes too often for each change to mean something: from the third change (down, back, down again) within half an hour
/// until none came for a quarter of an hour.
/// </summary>
public sealed class Flaps
{
    public const int Changes = 3;

    public static readonly TimeSpan Span = TimeSpan.FromMinutes(30);
    public static readonly TimeSpan Calm = TimeSpan.FromMinutes(15);

    private readonly Queue<DateTimeOffset> _last = new(Changes);
    private DateTimeOffset _newest;
    private bool _flaps;

    public void Changed(DateTimeOffset at)
    {
        if (_last.Count == Changes) _last.Dequeue();
        _last.Enqueue(at);
        _newest = at;
        if (_last.Count == Changes && at - _last.Peek() <= Span) _flaps = true;
    }

    public bool At(DateTimeOffset now)
    {
        if (_flaps && now - _newest >= Calm)
        {
            _flaps = false;
            _last.Clear();
        }

        return _flaps;
    }
}
