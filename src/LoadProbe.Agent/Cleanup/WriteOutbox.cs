using System.Threading.Channels;
using LoadProbe.Pressure;

namespace LoadProbe.Agent;

/// <summary>
/// Keeps, for each journey of a run that is about to write, what its cleanup needs: on the disk before the write is sent. One writer puts all
/// on it that wait, at once.
/// </summary>
internal sealed class WriteOutbox : IWriteLog, IAsyncDisposable
{
    private const int MostWaiting = 10_000;
    private const int MostAtOnce = 1_000;

    private readonly Channel<Waiting> _handed = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly OutboxFile _file;
    private readonly string[] _kept;
    private readonly Action<string> _tell;
    private readonly Task _writing;
    private bool _told;
    private bool _closed;

    /// <param name="file">Where it is kept.</param>
    /// <param name="after">Which variables are needed.</param>
    /// <param name="tell">Told when the disk takes nothing.</param>
    public WriteOutbox(OutboxFile file, After after, Action<string> tell)
    {
        (_file, _tell) = (file, tell);
        _kept = [.. after.Cleanup.SelectMany(c => c.Variables.Keys).Append(Variables.Idempotency).Distinct()];
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>The file, which is nobody else's before <see cref="CloseAsync"/>.</summary>
    public OutboxFile File => _file;

    public async ValueTask<bool> KeepAsync(Journey journey, Variables variables)
    {
        _ = variables[Variables.Idempotency];
        var values = new Dictionary<string, string>(_kept.Length);
        foreach (string name in _kept)
        {
            // What is secret is read anew when it is needed.
            if (variables.TryGet(name, out string? value) && variables.Redact(value) == value) values[name] = value;
        }

        var waiting = new Waiting(new OutboxEntry(0, journey.Name, variables.Run, values));
        return _handed.Writer.TryWrite(waiting) && await waiting.Kept.Task.ConfigureAwait(false);
    }

    /// <summary>Takes nothing more; done when all that was taken is on the disk.</summary>
    public async Task CloseAsync()
    {
        _handed.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
    }

    /// <summary>Lets go of the file, and removes it when there is nothing in it to be done.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        if (Interlocked.Exchange(ref _closed, true)) return;
        if (_file.Left == 0) _file.Delete();
        else _file.Dispose();
    }

    private async Task WriteAsync()
    {
        var batch = new List<Waiting>(MostAtOnce);
        while (await _handed.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < MostAtOnce && _handed.Reader.TryRead(out Waiting? next)) batch.Add(next);
            bool kept = TryAdd(batch);
            foreach (Waiting waiting in batch) waiting.Kept.SetResult(kept);
            batch.Clear();
        }
    }

    private bool TryAdd(List<Waiting> batch)
    {
        try
        {
            _file.Add([.. batch.Select(w => w.Entry)]);
            return true;
        }
        catch (IOException e)
        {
            if (!_told) _tell($"{_file.Path}: {e.Message}: writes of the run are not sent");
            _told = true;
            return false;
        }
    }

    private sealed record Waiting(OutboxEntry Entry)
    {
        public TaskCompletionSource<bool> Kept { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
