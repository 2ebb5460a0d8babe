namespace LoadProbe.DemoBroker;

/// <summary>A delay that is never shorter than asked and, on average, well under a millisecond longer.</summary>
internal static class PreciseDelay
{
    // The runtime's timers tick in whole milliseconds and come up to three late on a busy machine; the rest is yielded away.
    private static readonly TimeSpan TimerSlack = TimeSpan.FromMilliseconds(3);

    public static async Task WaitAsync(TimeSpan duration, TimeProvider time, CancellationToken token)
    {
        var started = time.GetTimestamp();
        if (duration > TimerSlack)
            await Task.Delay(duration - TimerSlack, time, token);
        while (time.GetElapsedTime(started) < duration)
        {
            token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
