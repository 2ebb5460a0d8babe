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

    private async Task AskAsync(QueryWatch watch, Ask ask, TimeProvider time, Action<QueryHeard> hear)
    {
        using var tick = new PeriodicTimer(watch.Query.Every, time);
        try
        {
            do hear(new QueryHeard(watch, await ask(watch.Query, _over.Token).ConfigureAwait(false)));
            while (await tick.WaitForNextTickAsync(_over.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // The run is over.
        }
    }
}
