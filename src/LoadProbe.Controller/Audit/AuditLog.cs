using System.Data.Common;
using System.Threading.Channels;

namespace LoadProbe.Controller;

/// <summary>
/// Writes entries one after the other, beside what they tell of: a stop waits for no database. While the store is away they wait, and what
/// there is no room for is counted and said.
/// </summary>
public sealed class AuditLog : IAsyncDisposable
{
    private const int Room = 1_000;
    private static readonly TimeSpan TryEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastTry = TimeSpan.FromSeconds(2);

    private readonly AuditTable _table;
    private readonly TimeProvider _time;
    private readonly Channel<Said> _events = Channel.CreateBounded<Said>(new BoundedChannelOptions(Room) { SingleReader = true });
    private readonly CancellationTokenSource _end = new();
    private readonly Task _writing;
    private long _dropped;

    public AuditLog(AuditTable table, TimeProvider time)
    {
        (_table, _time) = (table, time);
        _writing = WriteAsync();
    }

    /// <summary>Entries that there was no room for, or no time at the end.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Has an entry written, of this moment.</summary>
    public void Say(AuditEvent @event) => Say(new Said(@event, _time.GetUtcNow(), null));

    /// <summary>Has an entry written of a run that went into a state: the entry and the run's state in the store are one transaction.</summary>
    internal void Say(string run, RunMove move) => Say(new Said(new AuditEvent(move.By, $"run {move.State.Words()}", run, move.Why), move.At, move.State));

    /// <summary>Writes what waits, if the store takes it within two seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_events.Writer.TryComplete()) return;
        await Task.WhenAny(_writing, Task.Delay(LastTry, _time)).ConfigureAwait(false);
        await _end.CancelAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
    }

    private async Task WriteAsync()
    {
        await foreach (Said said in _events.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (!await WriteAsync(said).ConfigureAwait(false)) Interlocked.Increment(ref _dropped);
        }
    }

    private void Say(Said said)
    {
        if (!_events.Writer.TryWrite(said)) Interlocked.Increment(ref _dropped);
    }

    private async Task<bool> WriteAsync(Said said)
    {
        try
        {
            while (true)
            {
                try
                {
                    if (said.State is { } state) await _table.MoveAsync(said.Event, state, said.At, _end.Token).ConfigureAwait(false);
                    else await _table.AppendAsync(said.Event, said.At, _end.Token).ConfigureAwait(false);
                    return true;
                }
                catch (DbException)
                {
                    // The store is away or busy: the entries wait, in their order.
                    await Task.Delay(TryEvery, _time, _end.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            return false;
        }
    }

    private readonly record struct Said(AuditEvent Event, DateTimeOffset At, RunState? State);
}
