using System.Data.Common;
using System.Threading.Channels;
using LoadProbe.Link;

namespace LoadProbe.Controller;

/// <summary>
/// Brings what was seen in failed runs into the store, part by part and beside the results, which wait for none of it. What finds no room, or
/// no database, comes again from where it is kept meanwhile; where it is kept nowhere it is dropped and counted.
/// </summary>
internal sealed class AttachmentIntake : IAsyncDisposable
{
    // 8 MB at the most.
    private const int Capacity = 64;
    private const int Tries = 10;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private readonly AttachmentTable _table;
    private readonly Action<string> _counted;
    private readonly TimeProvider _time;
    private readonly Channel<(AttachmentPart Part, IReceipt? Receipt)> _waiting = Channel.CreateBounded<(AttachmentPart, IReceipt?)>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly CancellationTokenSource _shutdown = new();
    private readonly Task _working;

    /// <param name="counted">Told what became of a part: stored, dropped or late.</param>
    public AttachmentIntake(AttachmentTable table, Action<string> counted, TimeProvider time)
    {
        (_table, _counted, _time) = (table, counted, time);
        _working = Task.Run(StoreAsync);
    }

    /// <summary>Takes a part; never waits.</summary>
    public void Add(AttachmentPart part, IReceipt? receipt)
    {
        // What is no attachment will be none the next time either.
        if (!part.IsSound)
        {
            receipt?.Stored();
            _counted("dropped");
        }
        else if (!_waiting.Writer.TryWrite((part, receipt)))
        {
            Refuse(receipt);
        }
    }

    /// <summary>What is not stored by now comes again, to whoever leads next.</summary>
    public async ValueTask DisposeAsync()
    {
        await _shutdown.CancelAsync().ConfigureAwait(false);
        await _working.ConfigureAwait(false);
        _shutdown.Dispose();
    }

    private async Task StoreAsync()
    {
        try
        {
            await foreach ((AttachmentPart part, IReceipt? receipt) in _waiting.Reader.ReadAllAsync(_shutdown.Token).ConfigureAwait(false))
            {
                if (!await TryStoreAsync(part).ConfigureAwait(false))
                {
                    Refuse(receipt);
                    continue;
                }

                receipt?.Stored();
                _counted("stored");
            }
        }
        catch (OperationCanceledException) when (_shutdown.IsCancellationRequested)
        {
            // Shutting down.
        }
    }

    private async Task<bool> TryStoreAsync(AttachmentPart part)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                await _table.SaveAsync(part, _time.GetUtcNow(), _shutdown.Token).ConfigureAwait(false);
                return true;
            }
            catch (DbException) when (tries < Tries)
            {
                await Task.Delay(Again, _time, _shutdown.Token).ConfigureAwait(false);
            }
            catch (DbException)
            {
                return false;
            }
        }
    }

    private void Refuse(IReceipt? receipt)
    {
        receipt?.Refused();
        _counted(receipt is null ? "dropped" : "late");
    }
}
