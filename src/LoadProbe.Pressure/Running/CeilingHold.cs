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
    private readonly long[]? _begun;
    private readonly int _mostInFlight;
    private readonly long _onTime, _rounding;
    private long _span;
    private int _oldest;
    private int _inFlight;
    private bool _held;

    public CeilingHold(AgentLimits limits, TimeProvider time)
    {
        (_time, _onTime, _rounding) = (time, time.Stamps(OnTime), time.Stamps(TimeSpan.FromMicroseconds(1)));
        _mostInFlight = (int)(limits.InFlight?.Most ?? int.MaxValue);
        if (limits.Rate is not { } rate) return;
        _begun = new long[(int)Math.Clamp(rate.Most, 1, MostKept)];
        _span = time.Stamps(TimeSpan.FromSeconds(_begun.Length / rate.Most));
        Array.Fill(_begun, long.MinValue / 2);
    }

    /// <summary>Lets a journey of so many steps begin that was due then, or does not. One that began is given back when it is over.</summary>
    public bool TryTake(int steps, long due)
    {
        long now = _time.GetTimestamp();
        long at = now - due < _onTime ? due : now;
        lock (_lock)
        {
            if (_inFlight >= _mostInFlight || !HasRoom(steps, at)) return Refuse();
            _inFlight++;
            if (_begun is null) return true;
            for (int i = 0; i < steps; i++)
            {
                _begun[_oldest] = at;
                _oldest = (_oldest + 1) % _begun.Length;
            }

            return true;
        }
    }

    public void GiveBack()
    {
        lock (_lock) _inFlight--;
    }

    // The steps that would be forgotten for these began a second ago, or longer.
    private bool HasRoom(int steps, long at) =>
        _begun is null || (steps <= _begun.Length && at - _begun[(_oldest + steps - 1) % _begun.Length] >= _span - _rounding);

    private bool Refuse()
    {
        if (!_held) _span += _time.Stamps(Room);
        _held = true;
        return false;
    }
}
