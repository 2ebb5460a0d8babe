using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace LoadProbe.DemoBroker;

/// <summary>The only writer of the ledger: whatever waits in its bounded queue is committed together.</summary>
internal sealed class LedgerWriter : IAsyncDisposable
{
    private const int QueueLength = 4_096;
    private const int BatchSize = 256;

    // A full queue makes the senders wait: an order is never dropped.
    private readonly Channel<LedgerWrite> queue = Channel.CreateBounded<LedgerWrite>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly SqliteConnection connection;
    private readonly Task writing;

    public LedgerWriter(LedgerFile file)
    {
        connection = file.Open();
        writing = Task.Run(WriteAllAsync);
    }

    /// <summary>Returns when the write is in the ledger.</summary>
    public async Task WriteAsync(LedgerWrite write, CancellationToken token)
    {
        await queue.Writer.WriteAsync(write, token);
        await write.Committed.Task.WaitAsync(token);
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await writing;
        await connection.DisposeAsync();
    }

    private async Task WriteAllAsync()
    {
        using var writer = new LedgerBatch(connection);
        var batch = new List<LedgerWrite>(BatchSize);
        while (await queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < BatchSize && queue.Reader.TryRead(out var write))
                batch.Add(write);
            try
            {
                writer.Write(batch);
                batch.ForEach(write => write.Committed.SetResult());
            }
            catch (SqliteException e)
            {
                // A full disk is the answer to each of these requests, not the end of the writer.
                batch.ForEach(write => write.Committed.SetException(e));
            }

            batch.Clear();
        }
    }
}
