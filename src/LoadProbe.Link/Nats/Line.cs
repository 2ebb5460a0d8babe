using NATS.Client.Core;

namespace LoadProbe.Link;

/// <summary>One connection to the NATS server, which comes back by itself. What cannot be sent now is not sent.</summary>
internal sealed class Line : IAsyncDisposable
{
    private const int MostPingsUnanswered = 2;

    private readonly NatsLinkOptions _options;
    private readonly Tally _tally;

    public Line(string name, NatsLinkOptions options, Tally tally)
    {
        (_options, _tally) = (options, tally);
        Connection = new NatsConnection(NatsOpts.Default with
        {
            Url = options.Server,
            Name = name,
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
        });
        Connection.ConnectionDisconnected += (_, _) => Note(() => tally.Disconnected(options.Server));
        Connection.ConnectionOpened += (_, _) => Note(() => tally.Tell($"connected to {options.Server}"));
        Connection.ServerError += (_, e) => Note(() => tally.Refused(e.Error));
        Connection.MessageDropped += (_, _) => Note(tally.Dropped);
    }

    public NatsConnection Connection { get; }

    public bool IsOpen => Connection.ConnectionState == NatsConnectionState.Open;

    /// <summary>The most bytes of one message.</summary>
    public int MostBytes => Connection.ServerInfo?.MaxPayload ?? 1 << 20;

    /// <summary>Waits until there is a server.</summary>
    public Task ConnectAsync(CancellationToken token) => Connection.ConnectAsync().AsTask().WaitAsync(token);

    /// <param name="newestOnly">When too much is pending, the oldest gives way; else the newest.</param>
    public ValueTask<INatsSub<byte[]>> SubscribeAsync(string subject, CancellationToken token, bool newestOnly = false) => Connection.SubscribeCoreAsync<byte[]>(subject, opts: new NatsSubOpts
    {
        ChannelOpts = new NatsSubChannelOpts
        {
            Capacity = newestOnly ? _options.PendingLeases : _options.Pending,
            FullMode = newestOnly ? System.Threading.Channels.BoundedChannelFullMode.DropOldest : System.Threading.Channels.BoundedChannelFullMode.DropNewest,
        },
    }, cancellationToken: token);

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

    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private static ValueTask Note(Action note)
    {
        note();
        return ValueTask.CompletedTask;
    }
}
