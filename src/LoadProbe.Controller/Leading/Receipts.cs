using System.Data.Common;
using System.Threading.Channels;
using LoadProbe.Link;

namespace LoadProbe.Controller;

/// <summary>
/// What was handed to the store and waits for its commit: only then is it acknowledged to whoever keeps it meanwhile. What the
/// store does not take comes again.
/// </summary>
internal sealed class Receipts : IAsyncDisposable
{
    // The link hands no more over than this before some are acknowledged.
    private const int Capacity = 50_000;

    private readonly IStore _store;
    private readonly Channel<IReceipt> _waiting = Channel.CreateBounded<IReceipt>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly CancellationTokenSource _shutdown = new();
    private readonly Task _working;

    public Receipts(IStore store)
    {
        _store = store;
        _working = Task.Run(AcknowledgeAsync);
    }

    /// <param name="taken">Whether the store has taken it into its queue.</param>
    public void Add(IReceipt? receipt, bool taken)
    {
        if (receipt is not null && !(taken && _waiting.Writer.TryWrite(receipt))) receipt.Refused();
    }

    /// <summary>What is not committed by now comes again, to whoever leads next.</summary>
    public async ValueTask DisposeAsync()
    {
        await _shutdown.CancelAsync().ConfigureAwait(false);
        await _working.ConfigureAwait(false);
        _shutdown.Dispose();
    }

    private async Task AcknowledgeAsync()
    {
        var batch = new List<IReceipt>();
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(_shutdown.Token).ConfigureAwait(false))
            {
                while (_waiting.Reader.TryRead(out IReceipt? receipt)) batch.Add(receipt);
                bool stored = await CommittedAsync().ConfigureAwait(false);
                foreach (IReceipt receipt in batch)
                {
                    if (stored) receipt.Stored();
                    else receipt.Refused();
                }

                batch.Clear();
            }
        }
        catch (OperationCanceledException) when (_shutdown.IsCancellationRequested)
        {
            // Shutting down.
        }
    }

    // A writer that could not go on, as on a full disk, has said why to whoever saves runs.
    private async Task<bool> CommittedAsync()
    {
        try
        {
            await _store.FlushAsync(_shutdown.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is DbException or IOException or ObjectDisposedException)
        {
            return false;
        }
    }
}
