namespace LoadProbe.Pressure;

/// <summary>
/// Holds pressure below an agent's own ceilings: whatever the plan and the leases say, no more steps begin in any second, and no
/// more journeys are under way at once. What it refuses is dropped, never queued.
/// </summary>
internal sealed class CeilingHold
{
    // Less is the scatter of timers: a plan that is exactly at the ceiling is not over it.
    private static readonly TimeSpan OnTime = TimeSpan.FromMilliseconds(10);

    // Once it held there is no plan to be exact about: then a second is longer than any way to a server scatters.
    private static readonly TimeSpan Room = TimeSpan.FromMilliseconds(50);
    private const int MostKept = 1_000_000;

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly SlidingRate? _begun;
    private readonly int _mostInFlight;
    private readonly long _onTime;
    private int _inFlight;
    private bool _held;

    public CeilingHold(AgentLimits limits, TimeProvider time)
    {
        (_time, _onTime) = (time, time.Stamps(OnTime));
        _mostInFlight = (int)(limits.InFlight?.Most ?? int.MaxValue);
        if (limits.Rate is not { } rate) return;
        int most = (int)Math.Clamp(rate.Most, 1, MostKept);
        _begun = new SlidingRate(most, TimeSpan.FromSeconds(most / rate.Most), time);
    }

    /// <summary>Lets a journey of so many steps begin that was due then, or does not. One that began is given back when it is over.</summary>
    public bool TryTake(int steps, long due)
    {
        long now = _time.GetTimestamp();
        long at = now - due < _onTime ? due : now;
        lock (_lock)
        {
            if (_inFlight >= _mostInFlight || _begun?.TryTake(steps, at) == false) return Refuse();
            _inFlight++;
            return true;
        }
    }

    public void GiveBack()
    {
        lock (_lock) _inFlight--;
    }

    private bool Refuse()
    {
        if (!_held && _begun is not null) _begun.Span += _time.Stamps(Room);
        _held = true;
        return false;
    }
}
