using System.Threading.Channels;

namespace LoadProbe.Link;

/// <summary>What goes out over core NATS, in order. While the connection is down it is thrown away, as it would be old later.</summary>
internal sealed class Postbox : IAsyncDisposable
{
    // A lease to each of a few thousand agents is handed over at once.
    private const int Capacity = 4_096;

    private readonly Channel<(string Subject, Func<byte[]> Bytes)> _letters = Channel.CreateBounded<(string, Func<byte[]>)>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly Line _line;
    private readonly Tally _tally;
    private readonly CancellationTokenSource _shutdown = new();
    private readonly Task _sending;

    public Postbox(Line line, Tally tally)
    {
        (_line, _tally) = (line, tally);
        _sending = SendAsync();
    }

    /// <param name="bytes">Asked for as it is sent, so that it can say when that was.</param>
    public bool TrySend(string subject, Func<byte[]> bytes)
    {
        if (!_line.IsOpen)
        {
            _tally.Unsent();
            return false;
        }

        if (_letters.Writer.TryWrite((subject, bytes))) return true;
        _tally.Dropped();
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        _letters.Writer.TryComplete();
        _shutdown.CancelAfter(TimeSpan.FromSeconds(1));
        await _sending.ConfigureAwait(false);
        _shutdown.Dispose();
    }

    private async Task SendAsync()
    {
        try
        {
            await foreach ((string subject, Func<byte[]> bytes) in _letters.Reader.ReadAllAsync(_shutdown.Token).ConfigureAwait(false)) await _line.TryPublishAsync(subject, bytes(), _shutdown.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Shutting down.
        }
    }
}
