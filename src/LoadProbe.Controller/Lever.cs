namespace LoadProbe.Controller;

/// <summary>
/// The safety lever: pulled, it stops the run under way and refuses all that would start, until a person releases it. It is
/// the store's, and looked at each second: one that was pulled at another controller, or before a restart, is pulled here.
/// </summary>
public sealed class Lever : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly LeverTable _table;
    private readonly Action<string> _stop;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Recurring _looking;
    private volatile LeverPull? _pulled;
    private bool _unsaved;

    /// <param name="table">Where it is kept.</param>
    /// <param name="stop">Stops the run under way, if any.</param>
    /// <param name="time">The clock.</param>
    public Lever(LeverTable table, Action<string> stop, TimeProvider time)
    {
        (_table, _stop, _time) = (table, stop, time);
        _looking = new Recurring(LookAsync, LookEvery, time);
    }

    /// <summary>Null while it is not pulled, as far as is known here.</summary>
    public LeverPull? Pulled => _pulled;

    /// <summary>Why nothing may start; null while it is not pulled.</summary>
    public string? Refusal => _pulled is { } pull ? $"the safety lever is pulled, by {pull.Who} at {pull.At.Rfc3339()}: {pull.Reason}; a person with the scope run may release it" : null;

    /// <summary>Looks at the store now, and stops the run under way when the lever is pulled there.</summary>
    public Task LookAsync(CancellationToken token) => InTurnAsync(async () =>
    {
        // What could not be written stays pulled here, and is written when the store is back.
        if (_unsaved) await SaveAsync(_pulled!, token).ConfigureAwait(false);
        _pulled = await _table.ReadAsync(token).ConfigureAwait(false);
        if (Refusal is { } pulled) _stop(pulled);
    }, token);

    /// <summary>Stops first and writes then. Whoever pulled it before has his reason stand.</summary>
    public Task PullAsync(string who, string reason, CancellationToken token) => InTurnAsync(async () =>
    {
        _pulled ??= new LeverPull(_time.GetUtcNow(), who, reason);
        _stop(Refusal!);
        _unsaved = true;
        await SaveAsync(_pulled, token).ConfigureAwait(false);
    }, token);

    /// <summary>Nothing starts again by itself for that.</summary>
    public Task ReleaseAsync(CancellationToken token) => InTurnAsync(async () =>
    {
        await _table.ReleaseAsync(token).ConfigureAwait(false);
        (_pulled, _unsaved) = (null, false);
    }, token);

    public async ValueTask DisposeAsync()
    {
        await _looking.DisposeAsync().ConfigureAwait(false);
        _turn.Dispose();
    }

    private async Task SaveAsync(LeverPull pull, CancellationToken token)
    {
        await _table.PullAsync(pull, token).ConfigureAwait(false);
        _unsaved = false;
    }

    private async Task InTurnAsync(Func<Task> work, CancellationToken token)
    {
        await _turn.WaitAsync(token).ConfigureAwait(false);
        try
        {
            await work().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }
}
