namespace LoadProbe.Core;

/// <summary>
/// Numbers drawn one after the other for a run: by a seed, the name of what they are for and the run's number, so that
/// every agent draws alike; or free, different each time.
/// </summary>
public struct Draw
{
    private ulong _state;

    private Draw(ulong state) => _state = state;

    public static Draw Of(long seed, string name, long run) => new(Chance.Bits(Chance.Bits(Chance.Bits((ulong)seed + Chance.Golden) ^ Hash(name)) ^ (ulong)run));

    public static Draw Free() => new((ulong)Random.Shared.NextInt64());

    public ulong Next() => Chance.Bits(_state += Chance.Golden);

    /// <summary>From 0 up to, not including, <paramref name="count"/>; each equally often.</summary>
    public long Below(long count) => (long)Math.BigMul(Next(), (ulong)count, out _);

    // FNV-1a: the hash of the runtime is another one in each process.
    private static ulong Hash(string name)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (char c in name) hash = (hash ^ c) * 0x100000001B3;
        return hash;
    }
}
