namespace LoadProbe.Controller;

/// <summary>Asks what the guards of a run ask, each in its own rhythm and one question at a time, from before the load until the run is over.</summary>
internal sealed class QueryRounds : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly Task _asking;

    private QueryRounds(IReadOnlyList<QueryWatch> watches, Ask ask, TimeProvider time, Action<QueryHeard> hear) =>
        _asking = Task.WhenAll(watches.Select(w => AskAsync(w, ask, time, hear)));

    /// <param name="hear">Told of each answer; never waits.</param>
    public static QueryRounds Begin(IReadOnlyList<QueryWatch> watches, Ask ask, TimeProvider time, Action<QueryHeard> hear) => new(watches, ask, time, hear);

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync().ConfigureAwait(false);
        await _asking.ConfigureAwait(false);
        _over.Dispose();
    }

    // An answer goes by the time of its round, so that rounds are as far apart as the guard says however late each was.
    private async Task AskAsync(QueryWatch watch, Ask ask, TimeProvider time, Action<QueryHeard> hear)
    {
        DateTimeOffset begun = time.GetUtcNow();
        long first = time.GetTimestamp();
        TimeSpan every = watch.Query.Every, round = TimeSpan.Zero;
        try
        {
            while (true)
            {
                hear(new QueryHeard(watch, await ask(watch.Query, _over.Token).ConfigureAwait(false), begun + round));
                TimeSpan now = time.GetElapsedTime(first);
                // Those that passed while the answer was waited for are left out.
                round += every * Math.Max(1, Math.Ceiling((now - round) / every));
                await Task.Delay(round - now, time, _over.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // The run is over.
        }
    }
}
