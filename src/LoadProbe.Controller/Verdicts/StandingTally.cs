namespace LoadProbe.Controller;

/// <summary>
/// How long each probe stood how in the minutes and hours of a term, written now and then as it is by then: what is written twice is the
/// same, and what a controller before or after this one saw is in rows of its own.
/// </summary>
internal sealed class StandingTally(StandingTable table, long epoch, TimeProvider time)
{
    // While the store is away: two days of 5,000 probes would be too much, an hour of them is not. What finds no room is time that nobody knows of.
    private const int Most = 300_000;

    // Nobody looked in between, as when the machine slept.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(15);

    private readonly Lock _turn = new();
    private readonly Dictionary<(string Probe, RollUpWidth Width, long Start), StandingTime> _times = [];
    private readonly HashSet<(string Probe, RollUpWidth Width, long Start)> _unsaved = [];
    private long _saved = time.GetTimestamp();

    /// <summary>Since the look before this one a probe stood like this.</summary>
    /// <param name="elapsed">How long ago that was.</param>
    /// <param name="known">How much of it is known.</param>
    public void Add(string probe, ProbeState state, DateTimeOffset now, TimeSpan elapsed, TimeSpan known, TimeSpan down)
    {
        if (elapsed > Longest) return;
        TimeSpan degraded = state is ProbeState.Degraded or ProbeState.Flapping ? known - down : TimeSpan.Zero, maintenance = state == ProbeState.Maintenance ? elapsed - known : TimeSpan.Zero;
        if (known == TimeSpan.Zero && maintenance == TimeSpan.Zero) return;
        lock (_turn)
        {
            foreach (RollUpWidth width in (RollUpWidth[])[RollUpWidth.Minute, RollUpWidth.Hour])
            {
                long start = RollUps.Floor(Micros.Of(now), width);
                var key = (probe, width, start);
                if (!_times.TryGetValue(key, out StandingTime? sum))
                {
                    if (_times.Count >= Most) continue;
                    sum = new StandingTime(probe, width, Micros.Instant(start), default, default, default, default);
                }

                _times[key] = sum.With(known, down, degraded, maintenance);
                _unsaved.Add(key);
            }
        }
    }

    /// <summary>Writes what has changed, when it is time to.</summary>
    public async Task KeepAsync(CancellationToken token)
    {
        if (time.GetElapsedTime(_saved) < SaveEvery) return;
        StandingTime[] saving;
        lock (_turn) saving = [.. _unsaved.Select(k => _times[k])];
        if (saving.Length > 0) await table.SaveAsync(epoch, saving, token).ConfigureAwait(false);
        _saved = time.GetTimestamp();
        long now = Micros.Of(time.GetUtcNow());
        lock (_turn)
        {
            foreach (StandingTime saved in saving)
            {
                var key = (saved.Probe, saved.Width, Micros.Of(saved.Start));
                // What was added meanwhile is to be written still.
                if (ReferenceEquals(_times[key], saved)) _unsaved.Remove(key);
            }

            foreach (var over in _times.Keys.Where(k => k.Start < RollUps.Floor(now, k.Width) && !_unsaved.Contains(k)).ToList()) _times.Remove(over);
        }
    }
}
