namespace LoadProbe.Core;

/// <summary>
/// Numbers that look random and are the same on every agent: SplitMix64, started by a seed, a name and the number of a
/// run. So agents draw alike for an arrival, whoever runs it, and never talk about it.
/// </summary>
public struct Chance
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state;

    private Chance(ulong state) => _state = state;

    public static Chance Of(long seed, string name, long run) => new(Mixed(Mixed(Mixed((ulong)seed + Step) ^ Hash(name)) ^ (ulong)run));

    /// <summary>Different each time.</summary>
    public static Chance Free() => new((ulong)Random.Shared.NextInt64());

    public ulong Next() => Mixed(_state += Step);

    /// <summary>From 0 up to, not including, <paramref name="count"/>; each equally often.</summary>
    public long Below(long count) => (long)Math.BigMul(Next(), (ulong)count, out _);

    private static ulong Mixed(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    // FNV-1a: the hash of the runtime is another one in each process.
    private static ulong Hash(string name)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (char c in name) hash = (hash ^ c) * 0x100000001B3;
        return hash;
    }
}
