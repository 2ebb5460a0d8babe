using System.Threading.Channels;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace LoadProbe.Link;

/// <summary>
/// What must survive: it is kept until the server has it on its disk, in order, and sent again as long as it takes. The
/// server knows by its id what it has already. Whoever hands a letter over does not wait for a disk.
/// </summary>
internal sealed class Outbox : IAsyncDisposable
{
    private const int MostHanded = 1_000;
    private const int LookEach = 10;
    private static readonly TimeSpan SyncEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AgainSoon = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LastTry = TimeSpan.FromSeconds(1);

    private readonly Channel<Letter> _handed;
    private readonly Channel<bool> _more = Signal(), _room = Signal();
    private readonly Backlog _backlog;
    private readonly int _atOnce;
    private readonly TimeSpan _again;
    private readonly Line _line;
    private readonly NatsJSContext _store;
    private readonly Tally _tally;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _shutdown = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _keeping, _sending, _looking;
    private volatile bool _full;

    /// <param name="atOnce">So many are sent before the first is answered.</param>
    /// <param name="mostHanded">So many wait to be kept.</param>
    /// <param name="again">When one that a server did not take is sent again; 200 ms when null, as where there is no server.</param>
    public Outbox(Line line, Tally tally, Backlog backlog, int atOnce, TimeProvider time, int mostHanded = MostHanded, TimeSpan? again = null)
    {
        (_line, _tally, _backlog, _atOnce, _time, _again) = (line, tally, backlog, atOnce, time, again ?? AgainSoon);
        _handed = Channel.CreateBounded<Letter>(new BoundedChannelOptions(mostHanded) { SingleReader = true });
        _store = new NatsJSContext(line.Connection);
        _keeping = KeepAsync();
        _sending = SendAsync();
        _looking = backlog.IsOnDisk ? LookAsync() : Task.CompletedTask;
    }

    /// <summary>What the server does not have yet.</summary>
    public (int Count, long Bytes) Waiting => (_backlog.Count, _backlog.Bytes);

    public bool TryAdd(Letter letter)
    {
        if (IsTooLarge(letter)) return false;
        if (_handed.Writer.TryWrite(letter)) return true;
        _tally.Dropped();
        return false;
    }

    /// <summary>Waits for room.</summary>
    public ValueTask AddAsync(Letter letter, CancellationToken token) => IsTooLarge(letter) ? ValueTask.CompletedTask : _handed.Writer.WriteAsync(letter, token);

    public async ValueTask DisposeAsync()
    {
        _handed.Writer.TryComplete();
        _shutdown.CancelAfter(LastTry);
        await Task.WhenAll(_keeping, _sending).ConfigureAwait(false);
        await _closed.CancelAsync().ConfigureAwait(false);
        await _looking.ConfigureAwait(false);
        _backlog.Dispose();
        _shutdown.Dispose();
        _closed.Dispose();
    }

    private static Channel<bool> Signal() => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private async Task KeepAsync()
    {
        try
        {
            while (await _handed.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                while (_handed.Reader.TryPeek(out Letter letter))
                {
                    if (_backlog.TryAdd(letter))
                    {
                        _handed.Reader.TryRead(out _);
                        _more.Writer.TryWrite(true);
                        continue;
                    }

                    if (!_full) _tally.Tell($"{_backlog.Count} messages wait for the server, and there is no room for more: what is new is dropped and counted");
                    _full = true;
                    await _room.Reader.ReadAsync(_shutdown.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Shutting down.
            while (_handed.Reader.TryRead(out _)) _tally.Dropped();
        }
        finally
        {
            _more.Writer.TryComplete();
        }
    }

    private async Task SendAsync()
    {
        var waiting = new List<Waiting>(_atOnce);
        var sent = new List<(Waiting Waiting, Task<bool> Taken)>(_atOnce);
        int delivered = 0;
        try
        {
            while (true)
            {
                waiting.Clear();
                _backlog.Read(waiting, _atOnce);
                if (waiting.Count == 0)
                {
                    _full = false;
                    if (!await _more.Reader.WaitToReadAsync(_shutdown.Token).ConfigureAwait(false)) return;
                    _more.Reader.TryRead(out _);
                    continue;
                }

                foreach (Waiting next in waiting) sent.Add((next, PublishAsync(next.Letter)));
                foreach ((Waiting next, Task<bool> taken) in sent)
                {
                    bool done = await taken.ConfigureAwait(false);
                    while (!done)
                    {
                        await Task.Delay(_line.IsOpen ? _again : AgainSoon, _time, _shutdown.Token).ConfigureAwait(false);
                        done = await PublishAsync(next.Letter).ConfigureAwait(false);
                    }

                    Delivered(next);
                    delivered++;
                }

                sent.Clear();
                delivered = 0;
            }
        }
        catch (OperationCanceledException)
        {
            // Shutting down. Only of what has ended is it asked how, and what is behind one that was not taken is sent again.
            foreach ((Waiting next, _) in sent.Skip(delivered).TakeWhile(s => s.Taken is { IsCompletedSuccessfully: true, Result: true })) Delivered(next);
        }
    }

    private void Delivered(Waiting waiting)
    {
        _backlog.Delivered(waiting);
        _room.Writer.TryWrite(true);
    }

    private async Task LookAsync()
    {
        using var tick = new PeriodicTimer(SyncEvery, _time);
        try
        {
            for (int ticks = 1; await tick.WaitForNextTickAsync(_closed.Token).ConfigureAwait(false); ticks++)
            {
                _backlog.Sync();
                if (ticks % LookEach != 0) continue;
                _backlog.Look();
                _more.Writer.TryWrite(true);
                _room.Writer.TryWrite(true);
            }
        }
        catch (OperationCanceledException)
        {
            // Shutting down.
            _backlog.Sync();
        }
    }

    private bool IsTooLarge(Letter letter)
    {
        if (letter.Bytes.Length <= _line.MostBytes) return false;
        _tally.Dropped();
        _tally.Tell($"a message on {letter.Subject} has {letter.Bytes.Length} bytes, and the server takes {_line.MostBytes}: it is dropped");
        return true;
    }

    private async Task<bool> PublishAsync(Letter letter)
    {
        if (!_line.IsOpen) return false;
        // One that is on disk may be of a time when the server took more.
        if (IsTooLarge(letter)) return true;
        try
        {
            NatsResult<PubAckResponse> answer = await _store.TryPublishAsync(letter.Subject, letter.Bytes, opts: new NatsJSPubOpts { MsgId = letter.Id, RetryAttempts = 1 }, cancellationToken: _shutdown.Token).ConfigureAwait(false);
            return answer is { Success: true, Value.Error: null };
        }
        catch (Exception e) when (Line.IsDown(e, _shutdown.Token))
        {
            return false;
        }
    }
}
