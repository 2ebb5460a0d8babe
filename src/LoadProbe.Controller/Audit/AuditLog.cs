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
    private readonly Channel<(AuditEvent Event, DateTimeOffset At)> _events = Channel.CreateBounded<(AuditEvent, DateTimeOffset)>(new BoundedChannelOptions(Room) { SingleReader = true });
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
    public void Say(AuditEvent @event)
    {
        if (!_events.Writer.TryWrite((@event, _time.GetUtcNow()))) Interlocked.Increment(ref _dropped);
    }

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
        await foreach ((AuditEvent @event, DateTimeOffset at) in _events.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (!await WriteAsync(@event, at).ConfigureAwait(false)) Interlocked.Increment(ref _dropped);
        }
    }

    private async Task<bool> WriteAsync(AuditEvent @event, DateTimeOffset at)
    {
        try
        {
            while (true)
            {
                try
                {
                    await _table.AppendAsync(@event, at, _end.Token).ConfigureAwait(false);
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
}
