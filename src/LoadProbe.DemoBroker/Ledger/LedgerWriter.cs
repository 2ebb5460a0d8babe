using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace LoadProbe.DemoBroker;

/// <summary>
/// The only writer of the ledger. Whoever has the turn commits what waits in its bounded queue, his own write and those of the
/// others behind him; so one order alone is written without another thread, and many are written together.
/// </summary>
internal sealed class LedgerWriter : IAsyncDisposable
{
    private const int QueueLength = 4_096;
    private const int BatchSize = 256;

    // A full queue makes the senders wait: an order is never dropped.
    private readonly Channel<LedgerWrite> queue = Channel.CreateBounded<LedgerWrite>(QueueLength);
    private readonly SemaphoreSlim turn = new(1);
    private readonly List<LedgerWrite> batch = new(BatchSize);
    private readonly SqliteConnection connection;
    private readonly LedgerBatch ledger;

    public LedgerWriter(LedgerFile file)
    {
        connection = file.Open();
        ledger = new LedgerBatch(connection);
    }

    /// <summary>Returns when the write is in the ledger.</summary>
    /// <exception cref="SqliteException">The ledger could not be written; nothing of the write is in it.</exception>
    public async Task WriteAsync(LedgerWrite write, CancellationToken token)
    {
        await queue.Writer.WriteAsync(write, token);
        // What is queued is written, whether its sender still waits or not.
        await turn.WaitAsync(CancellationToken.None);
        try
        {
            while (!write.Committed.IsCompleted)
                WriteBatch();
        }
        finally
        {
            turn.Release();
        }

        await write.Committed;
    }

    /// <summary>Returns when all that was sent before is in the ledger.</summary>
    public Task FlushAsync(CancellationToken token) => WriteAsync(new LedgerWrite(null, []), token);

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await turn.WaitAsync();
        while (queue.Reader.TryPeek(out _))
            WriteBatch();
        // Whoever still waits for the turn finds that his write is done.
        turn.Release();
        ledger.Dispose();
        await connection.DisposeAsync();
    }

    private void WriteBatch()
    {
        while (batch.Count < BatchSize && queue.Reader.TryRead(out var write))
            batch.Add(write);
        try
        {
            ledger.Write(batch);
            batch.ForEach(write => write.Succeed());
        }
        catch (Exception e)
        {
            // A full disk, or a bug, is the answer to each of these requests: none waits for a write that is no longer queued.
            batch.ForEach(write => write.Fail(e));
        }
        finally
        {
            batch.Clear();
        }
    }
}
