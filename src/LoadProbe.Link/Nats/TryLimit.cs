namespace LoadProbe.Link;

/// <summary>So many tries a minute, of each and of all.</summary>
internal sealed class TryLimit(int each, int all, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    // Holds no more than all that are allowed.
    private readonly Dictionary<string, int> _tries = [];
    private long _began = time.GetTimestamp();
    private int _sum;

    public bool Allows(string who)
    {
        if (time.GetElapsedTime(_began) >= Window)
        {
            _tries.Clear();
            (_began, _sum) = (time.GetTimestamp(), 0);
        }

        int tried = _tries.GetValueOrDefault(who);
        if (tried >= each || _sum >= all) return false;
        _tries[who] = tried + 1;
        _sum++;
        return true;
    }
}
