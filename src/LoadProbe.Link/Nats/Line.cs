using NATS.Client.Core;

namespace LoadProbe.Link;

/// <summary>One connection to the NATS server, which comes back by itself. What cannot be sent now is not sent.</summary>
internal sealed class Line : IAsyncDisposable
{
    private const int MostPingsUnanswered = 2;

    private readonly NatsLinkOptions _options;
    private readonly Tally _tally;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _shutdown = new();
    private int _refusals;

    /// <param name="inbox">Where answers are heard.</param>
    public Line(string name, string inbox, NatsLinkOptions options, Tally tally, TimeProvider time)
    {
        (_options, _tally, _time) = (options, tally, time);
        NatsOpts plain = NatsOpts.Default with
        {
            Url = options.Server,
            Name = name,
            InboxPrefix = inbox,
            PingInterval = options.PingInterval,
            ConnectTimeout = options.ConnectTimeout,
            MaxPingOut = MostPingsUnanswered,
            ReconnectWaitMin = options.ReconnectWaitMin,
            ReconnectWaitMax = options.ReconnectWaitMax,
            ReconnectJitter = options.ReconnectJitter,
            CommandTimeout = options.SendTimeout,
            RequestTimeout = options.AnswerTimeout,
            SubPendingChannelCapacity = options.Pending,
            PublishTimeoutOnDisconnected = true,
            RetryOnInitialConnect = true,
            // Whoever was refused may be let in later; it asks slowly.
            IgnoreAuthErrorAbort = true,
        };
        Connection = new NatsConnection(options.Access is { } access ? plain with { AuthOpts = access.Auth(() => Look(access)), TlsOpts = access.Tls(Refused) } : plain)
        {
            OnConnectingAsync = WaitAsync,
        };
        Connection.ConnectionDisconnected += (_, _) => Note(() => tally.Disconnected(options.Server));
        Connection.ConnectionOpened += (_, _) => Note(Opened);
        Connection.ServerError += (_, e) => Note(() => ServerSaid(e.Error));
        Connection.MessageDropped += (_, _) => Note(tally.Dropped);
    }

    public NatsConnection Connection { get; }

    public bool IsOpen => Connection.ConnectionState == NatsConnectionState.Open;

    /// <summary>The most bytes of one message.</summary>
    public int MostBytes => Connection.ServerInfo?.MaxPayload ?? 1 << 20;

    /// <summary>Waits until there is a server.</summary>
    public Task ConnectAsync(CancellationToken token) => Connection.ConnectAsync().AsTask().WaitAsync(token);

    /// <param name="token">Ends the waiting. It is not given to the client, for which it would end the subscription, whenever that comes.</param>
    /// <param name="newestOnly">When too much is pending, the oldest gives way; else the newest.</param>
    /// <param name="group">Of those who hear as one group, one hears each message.</param>
    public Task<INatsSub<byte[]>> SubscribeAsync(string subject, CancellationToken token, bool newestOnly = false, string? group = null) => Connection.SubscribeCoreAsync<byte[]>(subject, group, opts: new NatsSubOpts
    {
        ChannelOpts = new NatsSubChannelOpts
        {
            Capacity = newestOnly ? _options.PendingLeases : _options.Pending,
            FullMode = newestOnly ? System.Threading.Channels.BoundedChannelFullMode.DropOldest : System.Threading.Channels.BoundedChannelFullMode.DropNewest,
        },
    }, cancellationToken: CancellationToken.None).AsTask().WaitAsync(token);

    /// <summary>Publishes if the connection is there; false and counted when it is not.</summary>
    public async ValueTask<bool> TryPublishAsync(string subject, byte[] bytes, CancellationToken token)
    {
        if (IsOpen)
        {
            try
            {
                await Connection.PublishAsync(subject, bytes, cancellationToken: token).ConfigureAwait(false);
                return true;
            }
            catch (Exception e) when (IsDown(e, token))
            {
                // It went down meanwhile.
            }
        }

        _tally.Unsent();
        return false;
    }

    /// <summary>Whether an error of the client is only the connection's.</summary>
    public static bool IsDown(Exception e, CancellationToken token) =>
        e is NatsException or TimeoutException or IOException or System.Net.Sockets.SocketException or ObjectDisposedException || (e is OperationCanceledException && !token.IsCancellationRequested);

    public async ValueTask DisposeAsync()
    {
        await _shutdown.CancelAsync().ConfigureAwait(false);
        await Connection.DisposeAsync().ConfigureAwait(false);
    }

    private void Opened()
    {
        Volatile.Write(ref _refusals, 0);
        _tally.Connected(_options.Server);
    }

    private void ServerSaid(string error)
    {
        // What it says of one subject is not about who this is.
        if (!IsOpen) Interlocked.Increment(ref _refusals);
        _tally.Refused(error);
    }

    private void Refused(string why)
    {
        Interlocked.Increment(ref _refusals);
        _tally.TellOnce(why);
    }

    private void Look(Access access)
    {
        if (access.Fault(_time.GetUtcNow()) is { } fault) _tally.TellOnce(fault);
    }

    // The first attempt after a connection is lost is made at once: its credentials may have been renewed.
    private async ValueTask<(string Host, int Port)> WaitAsync((string Host, int Port) server)
    {
        if (Volatile.Read(ref _refusals) > 1) await Task.Delay(_options.RefusedWait, _time, _shutdown.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return server;
    }

    private static ValueTask Note(Action note)
    {
        note();
        return ValueTask.CompletedTask;
    }
}
