namespace LoadProbe.Pressure;

/// <summary>When a user of the closed model starts its next iteration: at once, after thinking, or at its pace.</summary>
internal sealed class UserRhythm(TimeRange think, TimeSpan? pace, TimeProvider time)
{
    private const long Seed = 1;

    public bool Waits { get; } = think.Most > TimeSpan.Zero || pace is not null;

    /// <summary>When the next one is due, after one that was due at <paramref name="due"/> and is done <paramref name="now"/>; all timestamps.</summary>
    public long Next(long due, long now, long number)
    {
        long next = think.Most > TimeSpan.Zero ? now + time.Stamps(think.Draw(Seed, number)) : now;
        return pace is { } every ? Math.Max(next, due + time.Stamps(every)) : next;
    }

    /// <summary>Waits for it, or less when the load is over.</summary>
    public async ValueTask WaitAsync(long due, CancellationToken over)
    {
        TimeSpan left = time.GetElapsedTime(time.GetTimestamp(), due);
        if (left > TimeSpan.Zero) await Task.Delay(left, time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
