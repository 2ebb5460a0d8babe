using System.Threading.Channels;

namespace LoadProbe.Controller;

/// <summary>
/// What waits to be written to a store, and the one that writes it, in batches: so many rows or 250 ms, whichever comes first.
/// When it is full, what comes is counted, not kept.
/// </summary>
internal sealed class WriteQueue
{
    private const int Capacity = 20_000;
    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(250);

    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly int _batchSize;
    private readonly Func<IReadOnlyList<Waiting>, Task> _commit;
    private readonly TimeProvider _time;
    private readonly Task _writing;
    private long _dropped;

    /// <param name="commit">Writes a batch; once it is done the batch is acknowledged.</param>
    public WriteQueue(int batchSize, Func<IReadOnlyList<Waiting>, Task> commit, TimeProvider time)
    {
        (_batchSize, _commit, _time) = (batchSize, commit, time);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>A row and who waits for its commit. Without a row, somebody waits for those before it.</summary>
    public sealed record Waiting(object? Row, TaskCompletionSource? Committed)
    {
        /// <summary>The database will never take it.</summary>
        public bool IsRefused { get; set; }
    }

    public event Action<StoreCommit>? Committed;

    public int Count => _queue.Reader.Count;

    public long Dropped => Volatile.Read(ref _dropped);

    public void Refuse(Waiting waiting)
    {
        waiting.IsRefused = true;
        Drop(1);
    }

    public bool TryAdd(object row)
    {
        if (!_writing.IsCompleted && _queue.Writer.TryWrite(new Waiting(row, null))) return true;
        Drop(1);
        return false;
    }

    /// <summary>Done when the row, and all before it, are committed.</summary>
    public async Task AddAsync(object? row, CancellationToken token)
    {
        var committed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = new Waiting(row, committed);
        while (!_queue.Writer.TryWrite(waiting))
        {
            if (await _queue.Writer.WaitToWriteAsync(token).ConfigureAwait(false)) continue;
            await _writing.ConfigureAwait(false);
            throw new ObjectDisposedException(nameof(WriteQueue));
        }

        // A writer that has ended, as on a full disk, writes nothing more: its exception is the answer.
        await (await Task.WhenAny(committed.Task, _writing).WaitAsync(token).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Takes no more, and is done when all is written.</summary>
    public Task EndAsync()
    {
        _queue.Writer.TryComplete();
        return _writing;
    }

    private void Drop(int rows) => Interlocked.Add(ref _dropped, rows);

    private async Task WriteAsync()
    {
        var batch = new List<Waiting>(_batchSize);
        try
        {
            while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                await FillAsync(batch).ConfigureAwait(false);
                long began = _time.GetTimestamp();
                await _commit(batch).ConfigureAwait(false);
                if (StoreCommit.Of(batch, _time.GetElapsedTime(began), _time.GetUtcNow()) is { } commit) Committed?.Invoke(commit);
                foreach (Waiting waiting in batch) waiting.Committed?.TrySetResult();
                batch.Clear();
            }
        }
        finally
        {
            // Nothing is left here but when the writer could not go on.
            _queue.Writer.TryComplete();
            while (_queue.Reader.TryRead(out Waiting? left)) batch.Add(left);
            Drop(batch.Count(w => w.Row is not (null or Rehearsal)));
        }
    }

    private async Task FillAsync(List<Waiting> batch)
    {
        using var late = new CancellationTokenSource(BatchTime, _time);
        bool awaited = false;
        while (batch.Count < _batchSize)
        {
            if (_queue.Reader.TryRead(out Waiting? next))
            {
                batch.Add(next);
                awaited |= next.Committed is not null;
            }
            else if (awaited || !await MoreAsync(late.Token).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private async Task<bool> MoreAsync(CancellationToken late)
    {
        try
        {
            return await _queue.Reader.WaitToReadAsync(late).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
