namespace LoadProbe.Cli;

/// <summary>Waiting for somebody to end the program.</summary>
internal static class Waiting
{
    /// <summary>Returns when asked to stop, or when the time is up; true = the time was up.</summary>
    public static async Task<bool> ForAsync(TimeSpan? time, CancellationToken stop)
    {
        await Task.Delay(time ?? Timeout.InfiniteTimeSpan, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stop.IsCancellationRequested;
    }
}
