using LoadProbe.Link;

namespace LoadProbe.Agent;

/// <summary>Cleans up after an agent's share of a run, and tells the controller how far it is.</summary>
/// <param name="order">The run.</param>
/// <param name="outbox">What is to be done.</param>
/// <param name="link">To the controller.</param>
/// <param name="egress">Where the agent may connect to; null = wherever the target says.</param>
/// <param name="secrets">Of this machine.</param>
/// <param name="time">The clock.</param>
internal sealed class RunCleanup(RunOrdered order, WriteOutbox outbox, IAgentEnd link, Egress? egress, ISecretStore secrets, TimeProvider time)
{
    private static readonly TimeSpan BeforeWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(1);

    private volatile CleanupFigures? _figures;
    private long _told;

    /// <summary>Takes back what was written before the run; what does not go is tried again after it.</summary>
    public async Task BeforeAsync(CancellationToken token)
    {
        using var late = new CancellationTokenSource(BeforeWithin, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(token, late.Token);
        await new Cleaning(order.Scenario, outbox.File, egress, secrets, time).RunAsync(ending.Token).ConfigureAwait(false);
        outbox.File.Forget();
    }

    /// <summary>Done when all is cleaned up, or the time for it is over.</summary>
    public async Task RunAsync(CancellationToken token)
    {
        await outbox.CloseAsync().ConfigureAwait(false);
        var cleaning = new Cleaning(order.Scenario, outbox.File, egress, secrets, time);
        Task working = cleaning.RunAsync(token);
        while (!working.IsCompleted)
        {
            link.TrySend(new CleanupTold(order.Run, cleaning.Figures, Over: false));
            await Task.WhenAny(working, Task.Delay(TellEvery, time, CancellationToken.None)).ConfigureAwait(false);
        }

        await working.ConfigureAwait(false);
        // Cut short by a shutdown it is not over.
        if (token.IsCancellationRequested) return;
        _figures = cleaning.Figures;
        // Whoever is told that all is cleaned up finds nothing left.
        await outbox.DisposeAsync().ConfigureAwait(false);
        Tell();
    }

    /// <summary>A lease came: whoever renews it may not have heard that all is cleaned up.</summary>
    public void TellAgain()
    {
        if (_figures is not null && time.GetElapsedTime(Volatile.Read(ref _told)) >= TellEvery) Tell();
    }

    private void Tell()
    {
        Volatile.Write(ref _told, time.GetTimestamp());
        link.TrySend(new CleanupTold(order.Run, _figures!, Over: true));
    }
}
