using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>
/// A connection of ours in the form in which the driver takes one: a socket of this machine that it connects to, whose bytes are
/// carried on. The driver would look names up and connect by itself, past the allow-list, and would ask a server that hangs
/// to cancel, on a thread that waits for it; over a line it has what we have made, and loses it when we say so.
/// </summary>
internal sealed class SqlLine : IAsyncDisposable
{
    /// <summary>The port that the driver is told.</summary>
    public const int Port = 5432;

    // The listener's, and both ends of the line.
    private const int Sockets = 3;

    private readonly Stream _far;
    private readonly Socket _listener;
    private readonly CancellationTokenSource _end;
    private readonly Task _carrying;

    private SqlLine(Stream far, CancellationToken token)
    {
        _far = far;
        _end = CancellationTokenSource.CreateLinkedTokenSource(token);
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint($"\0{Host[1..]}/.s.PGSQL.{Port}"));
        _listener.Listen(1);
        _carrying = CarryAsync();
    }

    /// <summary>The host that the driver is told: a name that nobody can guess, in no folder (unix(7), abstract).</summary>
    public string Host { get; } = $"@loadprobe-{Guid.NewGuid():n}";

    /// <summary>What broke the connection; null when it was not broken.</summary>
    public Exception? Broken { get; private set; }

    /// <summary>Takes the connection over, also when it fails.</summary>
    /// <param name="far">To the database.</param>
    /// <param name="to">What it is to, for the message.</param>
    /// <param name="token">Cuts it.</param>
    /// <exception cref="DialException">This machine has nothing left for it.</exception>
    public static async Task<SqlLine> OverAsync(Stream far, Endpoint to, CancellationToken token)
    {
        int taken = 0;
        while (taken < Sockets && Descriptors.TryTake()) taken++;
        try
        {
            if (taken == Sockets) return new SqlLine(far, token);
            throw new DialException(Outcome.OutOfFiles, $"no connection to {to}: this process has no file descriptor left for it");
        }
        catch (Exception e) when (e is SocketException or DialException)
        {
            GiveBack(taken);
            await far.DisposeAsync().ConfigureAwait(false);
            throw e as DialException ?? new DialException(SocketFaults.Connecting(((SocketException)e).SocketErrorCode), $"no connection to {to}: {e.Message}", e);
        }
    }

    /// <summary>Ends it at once, without a word to the database.</summary>
    public void Cut() => _end.Cancel();

    /// <summary>Carries what the driver has still said, unless it was cut.</summary>
    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _carrying.ConfigureAwait(false);
        _end.Dispose();
        GiveBack(Sockets);
    }

    private static void GiveBack(int taken)
    {
        for (int i = 0; i < taken; i++) Descriptors.GiveBack();
    }

    private async Task CarryAsync()
    {
        try
        {
            using Socket near = await _listener.AcceptAsync(_end.Token).ConfigureAwait(false);
            _listener.Dispose();
            await using var stream = new NetworkStream(near);
            Task said = CopyAsync(stream, _far, isOurs: true), heard = CopyAsync(_far, stream, isOurs: false);
            await Task.WhenAny(said, heard).ConfigureAwait(false);
            await _end.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(said, heard).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Cut, or left before the driver came.
        }
        finally
        {
            // A driver that has connected and was not taken would wait.
            _listener.Dispose();
            await _far.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task CopyAsync(Stream from, Stream to, bool isOurs)
    {
        try
        {
            await from.CopyToAsync(to, _end.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            if (!isOurs && e is IOException) Broken ??= e;
        }
    }
}
