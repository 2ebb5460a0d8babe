using System.Threading.Channels;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace LoadProbe.Link;

/// <summary>
/// What must survive: it is kept here until the server has it on its disk, in order, and sent again as long as it takes. The
/// server knows by its id what it has already.
/// </summary>
internal sealed class Outbox : IAsyncDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LastTry = TimeSpan.FromSeconds(1);

    private readonly Channel<Letter> _letters;
    private readonly int _atOnce;
    private readonly Line _line;
    private readonly NatsJSContext _store;
    private readonly Tally _tally;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _shutdown = new();
    private readonly Task _sending;

    /// <param name="kept">Letters, at the most.</param>
    /// <param name="atOnce">So many are sent before the first is answered.</param>
    public Outbox(Line line, Tally tally, int kept, int atOnce, TimeProvider time)
    {
        (_line, _tally, _atOnce, _time) = (line, tally, atOnce, time);
        _store = new NatsJSContext(line.Connection);
        _letters = Channel.CreateBounded<Letter>(new BoundedChannelOptions(kept) { SingleReader = true });
        _sending = SendAsync();
    }

    public bool TryAdd(Letter letter)
    {
        if (IsTooLarge(letter)) return false;
        if (_letters.Writer.TryWrite(letter)) return true;
        _tally.Dropped();
        return false;
    }

    /// <summary>Waits for room.</summary>
    public ValueTask AddAsync(Letter letter, CancellationToken token) => IsTooLarge(letter) ? ValueTask.CompletedTask : _letters.Writer.WriteAsync(letter, token);

    public async ValueTask DisposeAsync()
    {
        _letters.Writer.TryComplete();
        _shutdown.CancelAfter(LastTry);
        await _sending.ConfigureAwait(false);
        _shutdown.Dispose();
    }

    private bool IsTooLarge(Letter letter)
    {
        if (letter.Bytes.Length <= _line.MostBytes) return false;
        _tally.Dropped();
        _tally.Tell($"a message on {letter.Subject} has {letter.Bytes.Length} bytes, and the server takes {_line.MostBytes}: it is dropped");
        return true;
    }

    private async Task SendAsync()
    {
        var sent = new List<(Letter Letter, Task<bool> Taken)>(_atOnce);
        try
        {
            while (await _letters.Reader.WaitToReadAsync(_shutdown.Token).ConfigureAwait(false))
            {
                while (sent.Count < _atOnce && _letters.Reader.TryRead(out Letter letter)) sent.Add((letter, PublishAsync(letter)));
                foreach ((Letter letter, Task<bool> taken) in sent)
                {
                    bool done = await taken.ConfigureAwait(false);
                    while (!done)
                    {
                        await Task.Delay(Again, _time, _shutdown.Token).ConfigureAwait(false);
                        done = await PublishAsync(letter).ConfigureAwait(false);
                    }
                }

                sent.Clear();
            }
        }
        catch (OperationCanceledException)
        {
            // Shutting down: what the server has not taken by now is lost, and counted. Only of what has ended is it asked how.
            foreach (var _ in sent.Where(s => !s.Taken.IsCompletedSuccessfully || !s.Taken.Result)) _tally.Dropped();
            while (_letters.Reader.TryRead(out _)) _tally.Dropped();
        }
    }

    private async Task<bool> PublishAsync(Letter letter)
    {
        if (!_line.IsOpen) return false;
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
