using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>
/// One trace: rounds in which each hop has one packet. The first round looks for the end of the way, and stops as soon as it
/// answers; later ones go as far as that.
/// </summary>
internal sealed class PathTrace(PathSocket socket, PathStep step, TimeProvider time)
{
    // Routers answer few packets a second, and none that come in one burst.
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(10);

    // An answer after that is none, as for a ping.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly PathTally _tally = new(step.By, step.Hops, time);
    private int _number;

    /// <summary>Rounds that were sent in full.</summary>
    public int Rounds { get; private set; }

    /// <summary>Ends early when the token says so, with what is known by then.</summary>
    public async Task<PathFigures> RunAsync(CancellationToken token)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(token);
        Task heard = Task.WhenAll(socket.Heard.Select(s => HearAsync(s, over.Token)));
        try
        {
            await SendAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Time is up.
        }
        finally
        {
            // Also when nothing can be sent: who listens is gone before the sockets are.
            await over.CancelAsync().ConfigureAwait(false);
            await heard.ConfigureAwait(false);
        }

        return _tally.Figures();
    }

    private async Task SendAsync(CancellationToken token)
    {
        while (Rounds < step.Count)
        {
            long begun = time.GetTimestamp();
            for (int ttl = 1; ttl <= _tally.End; ttl++)
            {
                _tally.Sent(ttl, ++_number);
                socket.Send(ttl, _number);
                await Task.Delay(Gap, time, token).ConfigureAwait(false);
            }

            // The next round goes as far as this one finds that the way does.
            if (++Rounds == 1 || Rounds == step.Count) await SettledAsync(token).ConfigureAwait(false);
            TimeSpan rest = step.Interval - time.GetElapsedTime(begun);
            if (Rounds < step.Count && rest > TimeSpan.Zero) await Task.Delay(rest, time, token).ConfigureAwait(false);
            _tally.GiveUp(Patience);
        }
    }

    private async Task SettledAsync(CancellationToken token)
    {
        await Task.WhenAny(_tally.Settled, Task.Delay(Patience, time, token)).ConfigureAwait(false);
        token.ThrowIfCancellationRequested();
    }

    private async Task HearAsync(Socket heard, CancellationToken token)
    {
        byte[] buffer = new byte[2_048];
        EndPoint anybody = new IPEndPoint(heard.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        try
        {
            while (true)
            {
                SocketReceiveFromResult got = await heard.ReceiveFromAsync(buffer, anybody, token).ConfigureAwait(false);
                long now = time.GetTimestamp();
                IPAddress from = new(((IPEndPoint)got.RemoteEndPoint).Address.GetAddressBytes());
                if (socket.Read(heard, buffer.AsSpan(0, got.ReceivedBytes), from) is { } answer) _tally.Take(answer, now);
            }
        }
        catch (OperationCanceledException)
        {
            // The trace is over.
        }
    }
}
